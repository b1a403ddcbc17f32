import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Artifact, type CreateContext, Field, Huldra } from '@huldra/core';

/** What a case asks of `Probe`. */
export type Behaviour = 'return' | 'throw' | 'exit' | 'wait';

/** An artifact that does what a case says, also in a process that the case cannot reach. */
@Artifact({ namespace: 'huldra-executor-contract/Probe' })
export class Probe extends Huldra<string> {
  @Field() label = '';
  @Field() behaviour: string = 'return';
  /** With `wait`: goes on once this file exists. */
  @Field() gate = '';

  async create({ dir, log, signal }: CreateContext): Promise<string> {
    log.info(`probing ${this.label}`);
    writeFileSync(join(dir, 'label.txt'), this.label);
    if (this.behaviour === 'throw') throw new RangeError(`${this.label} was told to throw`);
    if (this.behaviour === 'exit') process.exit(7);
    while (this.behaviour === 'wait' && !existsSync(this.gate)) {
      await sleep(10);
      signal.throwIfAborted();
    }
    return `result of ${this.label}`;
  }
}

/** An artifact that holds whatever must survive the way to a worker. */
@Artifact({ namespace: 'huldra-executor-contract/Carrier' })
export class Carrier extends Huldra<string> {
  @Field(() => Probe) probe: Probe = Probe.of({ label: 'carried' });
  @Field() big = 0n;
  @Field() date = new Date(0);
  @Field() map = new Map<string, number>();
  @Field() bytes = new Uint8Array();
  @Field() unusual: readonly number[] = [];
  @Field({ hash: false }) workers = 1;

  create(): string {
    const { probe, big, date, map, bytes, unusual, workers } = this;
    return [probe.label, big, date.toISOString(), [...map].join(), bytes.join(), unusual.join(), workers].join(' ');
  }
}

/** An artifact that needs another, which its `create` asks for. */
@Artifact({ namespace: 'huldra-executor-contract/Dependent' })
export class Dependent extends Huldra<string> {
  @Field(() => Probe) probe: Probe = Probe.of({ label: 'needed' });

  async create(): Promise<string> {
    return `made from ${await this.probe.loadOrCreate()}`;
  }
}
