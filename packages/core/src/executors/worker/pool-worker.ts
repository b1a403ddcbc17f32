import { type JobEnd, storeError } from '../../runtime/index.js';
import { asHuldraError, packError } from '../portable-error.js';
import type { FromWorker, PortableEnd, ToWorker } from './messages.js';
import { dieWithParent } from './parent-watch.js';
import { relayEvents } from './relay.js';
import { runJob } from './run-job.js';

/** How long attempts have to end by themselves after SIGTERM. */
const termGraceMs = 10_000;

/** Works for the pool that started this process, one job after the other, until the pool ends it or is gone. */
export function workForPool(): void {
  const cancels = new Map<string, AbortController>();
  const send = (message: FromWorker, sent?: () => void): void => {
    if (process.connected) process.send?.(message, undefined, {}, () => sent?.());
    else sent?.();
  };

  async function run({ description, secrets }: Extract<ToWorker, { readonly type: 'run' }>): Promise<void> {
    const cancel = new AbortController();
    cancels.set(description.id, cancel);
    const end = portableEnd(await runJob(description, secrets, cancel.signal, { isRelayed: true }));
    cancels.delete(description.id);
    send({ type: 'ended', id: description.id, end });
  }

  process.on('message', (message: ToWorker) => {
    if (message.type === 'run') void run(message);
    else if (message.type === 'end') process.exit();
    else cancels.get(message.id)?.abort(new Error('the job was cancelled'));
  });
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  dieWithParent();
  // A terminal sends Ctrl-C to every process; what becomes of the workers is for the pool to say.
  process.on('SIGINT', () => undefined);
  process.once('SIGTERM', () => {
    for (const cancel of cancels.values()) cancel.abort(new Error('the worker was asked to end (SIGTERM)'));
    // Without a handler the next one does what was asked for.
    setTimeout(() => process.kill(process.pid, 'SIGTERM'), termGraceMs);
  });
  process.on('uncaughtException', (error) => {
    console.error(error);
    const packed = { ...packError(asHuldraError(error)), ...storeError(error) };
    send({ type: 'uncaught', error: packed }, () => process.exit(1));
  });
  relayEvents((event) => send({ type: 'event', event }));
}

function portableEnd(end: JobEnd): PortableEnd {
  return end.kind === 'failed' ? { kind: 'failed', error: packError(end.error) } : end;
}
