import { shared } from '../process/shared-state.js';
import { waitFor } from './mutual-waiting.js';
import type { Target } from './target.js';

/** The answers under way in this process, by the artifact's directory and by the kind of request. */
const flights = shared('flights', () => new Map<string, Map<string, Promise<unknown>>>());

/** What distinguishes requests for one artifact. */
export interface Passenger {
  /** Requests of the same kind share one answer. */
  readonly kind: string;
  /** Aborted when this request wants the answer no more. */
  readonly signal: AbortSignal | undefined;
}

/**
 * What a flight answers that its own caller cancelled: those who share it have not cancelled and start over. They may belong to
 * another loaded copy of this package.
 */
const cancelledByItsCaller = Symbol.for('huldra/1/cancelled-by-its-caller');

/** Thrown by a flight whose caller's signal was aborted; carries the signal's reason. */
export class Cancelled extends Error {
  readonly reason: unknown;

  constructor(reason: unknown) {
    super('cancelled');
    this.reason = reason;
  }
}

/** Whether a request of this kind for this artifact is under way in this process. */
export function isUnderWay(target: Target, kind: string): boolean {
  return flights.get(target.layout.dir)?.has(kind) === true;
}

/**
 * Joins the request of this kind for this artifact that is under way in this process, or starts one. Throws `CycleError` when
 * two computations would wait for each other, or the signal's reason.
 */
export async function share(target: Target, passenger: Passenger, start: () => Promise<unknown>): Promise<unknown> {
  const { kind, signal } = passenger;
  for (;;) {
    signal?.throwIfAborted();
    const flight = flights.get(target.layout.dir)?.get(kind);
    const wait = () => (flight === undefined ? lift(target, kind, start) : unlessAborted(flight, signal));
    const answer = await waitFor(target, (dir) => flights.has(dir), wait);
    if (answer !== cancelledByItsCaller) return answer;
  }
}

async function lift(target: Target, kind: string, start: () => Promise<unknown>): Promise<unknown> {
  const { dir } = target.layout;
  const { promise, resolve, reject } = withResolvers();
  // Nobody may share it, and then nobody handles this copy of the rejection; the caller below has its own.
  promise.catch(() => undefined);
  const ofArtifact = flights.get(dir) ?? new Map();
  flights.set(dir, ofArtifact.set(kind, promise));
  try {
    const value = await start();
    resolve(value);
    return value;
  } catch (error) {
    if (error instanceof Cancelled) resolve(cancelledByItsCaller);
    else reject(error);
    throw error instanceof Cancelled ? error.reason : error;
  } finally {
    ofArtifact.delete(kind);
    if (ofArtifact.size === 0) flights.delete(dir);
  }
}

/** What the promise settles to, or the signal's reason if that is aborted first. */
function unlessAborted(promise: Promise<unknown>, signal: AbortSignal | undefined): Promise<unknown> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

function withResolvers(): {
  promise: Promise<unknown>;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
} {
  let resolve: (value: unknown) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<unknown>((res, rej) => {
    resolve = res;
    reject = rej;
  });
  return { promise, resolve, reject };
}
