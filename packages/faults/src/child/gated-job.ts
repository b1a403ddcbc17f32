import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Artifact, type CreateContext, Field, Huldra, type LoadContext } from '@huldra/core';
import type { Gate } from './gate.js';

/** Where creates stop; set by the program. */
export const gates: { create: Gate } = { create: () => undefined };

/** An artifact whose value says which attempt made it. */
@Artifact({ namespace: 'faults/GatedJob' })
export class GatedJob extends Huldra<string> {
  @Field() id = 0;
  @Field({ hash: false }) fails = false;
  @Field({ hash: false }) isDemanding = false;

  create({ dir, attempt }: CreateContext): string {
    gates.create(`create ${attempt.id}`);
    writeFileSync(join(dir, 'value.txt'), attempt.id);
    gates.create(`created ${attempt.id}`);
    if (this.fails) throw new Error('as told');
    return attempt.id;
  }

  validate(): boolean {
    return !this.isDemanding;
  }

  load({ dir }: LoadContext): string {
    return readFileSync(join(dir, 'value.txt')).toString('utf8');
  }
}
