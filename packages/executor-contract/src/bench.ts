import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dirOf, type Executor, type Job, settings, submit } from '@huldra/core';
import { type Behaviour, Probe } from './artifacts.js';

/** What a case works with: an executor, and artifacts that nobody else asks for. */
export class Bench {
  readonly executor: Executor;
  readonly #timeoutMs: number;

  constructor(executor: Executor, timeoutMs: number) {
    this.executor = executor;
    this.#timeoutMs = timeoutMs;
  }

  probe(behaviour: Behaviour = 'return'): Probe {
    const label = randomBytes(8).toString('hex');
    const gates = join(settings().root, 'gates');
    mkdirSync(gates, { recursive: true });
    return Probe.of({ label, behaviour, gate: join(gates, label) });
  }

  submit(probe: Probe): Promise<Job<string>> {
    return submit(probe, this.executor);
  }

  /** Lets a waiting probe go on. */
  open(probe: Probe): void {
    writeFileSync(probe.gate, '');
  }

  /** Resolves once `create` of the probe is under way. */
  async begun(probe: Probe): Promise<void> {
    const attempts = join(dirOf(probe), '.huldra', 'attempts');
    await this.until(
      () => existsSync(attempts) && readdirSync(attempts).some((name) => existsSync(join(attempts, name, 'label.txt'))),
      `${probe.label} to be begun`,
    );
  }

  /** How often `create` of the probe was called. */
  attempts(probe: Probe): number {
    const attempts = join(dirOf(probe), '.huldra', 'attempts');
    return existsSync(attempts) ? readdirSync(attempts).filter((name) => /^\d+-[0-9a-z]+$/.test(name)).length : 0;
  }

  async until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
    const end = performance.now() + this.#timeoutMs;
    while (!(await holds())) {
      if (performance.now() > end) throw new Error(`waited ${this.#timeoutMs} ms in vain for ${what}`);
      await sleep(20);
    }
  }

  /** What the promise settles to, or an error after the time that a case has. */
  async within<T>(promise: Promise<T>, what: string): Promise<T> {
    const timer = new AbortController();
    const late = sleep(this.#timeoutMs, undefined, { signal: timer.signal }).then(() => {
      throw new Error(`waited ${this.#timeoutMs} ms in vain for ${what}`);
    });
    try {
      return await Promise.race([promise, late]);
    } finally {
      timer.abort();
      late.catch(() => undefined);
    }
  }

  /** The error that a promise is rejected with. */
  async rejection(promise: Promise<unknown>): Promise<unknown> {
    const outcome = await this.within(
      promise.then(
        (value) => ({ value }),
        (error: unknown) => ({ error }),
      ),
      'a rejection',
    );
    if ('error' in outcome) return outcome.error;
    throw new Error(`expected a rejection, not ${String(outcome.value)}`);
  }
}
