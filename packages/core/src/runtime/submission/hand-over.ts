import { JobCancelledError, messageOf, SubmitError } from '../../errors/index.js';
import { emit } from '../../events/index.js';
import { thisProcess } from '../../process/process-identity.js';
import { settings } from '../../settings/index.js';
import { closeJob, type JobRecord, openJob } from '../../store/index.js';
import { shortName, type Target } from '../target.js';
import { jobRequest } from './describe-job.js';
import type { Executor, JobEnd, JobHandle, JobOptions, JobRequest } from './executor.js';

/** One artifact for an executor. */
export interface Order {
  readonly target: Target;
  readonly options?: JobOptions | undefined;
  readonly rerun?: boolean | undefined;
  /** False when the job begins at once, so that nobody need be told of it. */
  readonly isRecorded?: boolean | undefined;
}

/**
 * Gives an executor jobs, in one call. While a recorded job is open nobody computes beside it, even when this process dies, if the
 * job does not die with it. Records are written first, so that no job is ever lost. Rejects with `SubmitError`, and then no
 * job was taken.
 */
export async function handOver(executor: Executor, orders: readonly Order[]): Promise<readonly JobHandle[]> {
  const requests = orders.map(({ target, options = {}, rerun = false }) => jobRequest(target, options, rerun));
  const records: (JobRecord | undefined)[] = [];
  const close = (index: number): void => closeRecord(orders[index] as Order, records[index]);
  try {
    orders.forEach((order, index) => {
      records.push(openRecord(executor, order, requests[index] as JobRequest));
    });
    const handles = await executor.submit(requests);
    handles.forEach((handle, index) => {
      if (records[index] !== undefined) void handle.ended().then(() => close(index));
    });
    return handles;
  } catch (error) {
    records.forEach((_, index) => {
      close(index);
    });
    throw SubmitError.is(error) ? error : notTaken(executor, orders, error);
  }
}

function notTaken(executor: Executor, orders: readonly Order[], error: unknown): SubmitError {
  const [first] = orders;
  const whom = first === undefined ? 'no artifact' : shortName(first.target);
  const others = orders.length > 1 ? ` and ${orders.length - 1} others` : '';
  return new SubmitError(`the executor "${executor.name}" did not take ${whom}${others}: ${messageOf(error)}`, {
    artifact: first?.target.layout.name,
    cause: error,
  });
}

function openRecord(
  executor: Executor,
  { target, isRecorded = true }: Order,
  { id }: JobRequest,
): JobRecord | undefined {
  if (executor.lifetime === 'call' || !isRecorded) return undefined;
  const { fsync, directoryMode } = settings();
  const isBound = executor.lifetime === 'process';
  return openJob(target.layout, executor.name, id, {
    // A promise that ends with this process need not survive a power failure.
    fsync: fsync && !isBound,
    directoryMode,
    token: id,
    process: isBound ? thisProcess() : undefined,
  });
}

/** A record that cannot be closed keeps others waiting, which is no reason to lose the job's result. */
function closeRecord({ target }: Order, record: JobRecord | undefined): void {
  if (record === undefined) return;
  try {
    closeJob(target.layout, record);
  } catch (error) {
    const message = `${shortName(target)}: the end of job ${record.token} could not be recorded: ${messageOf(error)}. Others may wait for it; delete ${target.layout.jobs}/${record.token}.json if they do.`;
    emit({ type: 'warning', reason: 'bookkeeping', artifact: target.ref, message });
  }
}

/**
 * Waits for a job's end, and cancels the job when the signal is aborted. Resolves when it succeeded; rejects with its error, with
 * `JobCancelledError`, or with the signal's reason.
 */
export async function outcomeOf(target: Target, handle: JobHandle, signal?: AbortSignal): Promise<void> {
  const cancel = (): void => {
    void handle.cancel().catch((error: unknown) => {
      const message = `${shortName(target)}: its job ${handle.id} could not be cancelled: ${messageOf(error)}`;
      emit({ type: 'warning', reason: 'cancelling', artifact: target.ref, message });
    });
  };
  if (signal?.aborted === true) cancel();
  else signal?.addEventListener('abort', cancel, { once: true });
  let end: JobEnd;
  try {
    end = await handle.ended();
  } finally {
    signal?.removeEventListener('abort', cancel);
  }
  if (end.kind === 'failed') throw end.error;
  if (end.kind === 'succeeded') return;
  signal?.throwIfAborted();
  throw new JobCancelledError(`the job of ${shortName(target)} was cancelled: ${end.reason}. Submit it again.`, {
    artifact: target.layout.name,
    path: target.layout.dir,
  });
}
