import { shared } from '../process/shared-state.js';
import { activeStack, cycleError } from './active.js';
import type { Target } from './target.js';

/** A computation under way in this process, which all requests for the artifact share. */
interface Flight {
  readonly target: Target;
  readonly promise: Promise<unknown>;
  /** Flights that this one's `create` is waiting for, by directory. */
  readonly waitsFor: Map<string, number>;
}

const flights = shared('flights', () => new Map<string, Flight>());

/** Thrown to those who share a flight that its own caller cancelled; they have not cancelled and start over. */
export class FlightCancelled extends Error {}

/**
 * Joins the computation of this artifact that is under way in this process, or starts one. Throws `CycleError` when joining would
 * make two computations wait for each other. `signal` ends the wait of this caller only.
 */
export async function share(
  target: Target,
  start: () => Promise<unknown>,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const key = target.layout.dir;
  for (;;) {
    const flight = flights.get(key);
    if (flight === undefined) return lift(target, start);
    try {
      return await waitFor(flight, () => unlessAborted(flight.promise, signal));
    } catch (error) {
      if (!(error instanceof FlightCancelled)) throw error;
    }
  }
}

async function lift(target: Target, start: () => Promise<unknown>): Promise<unknown> {
  const key = target.layout.dir;
  const { promise, resolve, reject } = withResolvers();
  const flight: Flight = { target, promise, waitsFor: new Map() };
  // Nobody may share it, and then nobody handles this copy of the rejection; the caller below has its own.
  promise.catch(() => undefined);
  flights.set(key, flight);
  return waitFor(flight, async () => {
    try {
      const value = await start();
      resolve(value);
      return value;
    } catch (error) {
      reject(error instanceof Cancelled ? new FlightCancelled() : error);
      throw error instanceof Cancelled ? error.reason : error;
    } finally {
      flights.delete(key);
    }
  });
}

/** Thrown by a flight whose caller's signal was aborted; carries the signal's reason. */
export class Cancelled extends Error {
  readonly reason: unknown;

  constructor(reason: unknown) {
    super('cancelled');
    this.reason = reason;
  }
}

/** Awaits a flight on behalf of the innermost artifact that is being made here, so that mutual waiting is noticed. */
async function waitFor(flight: Flight, run: () => Promise<unknown>): Promise<unknown> {
  const key = flight.target.layout.dir;
  const waiter = activeStack()
    .map(({ layout }) => flights.get(layout.dir))
    .find((candidate) => candidate !== undefined);
  if (waiter === undefined) return run();
  const route = routeTo(flight, waiter, new Set());
  if (route !== undefined) throw cycleError([waiter.target, ...route]);
  waiter.waitsFor.set(key, (waiter.waitsFor.get(key) ?? 0) + 1);
  try {
    return await run();
  } finally {
    const count = (waiter.waitsFor.get(key) ?? 1) - 1;
    if (count === 0) waiter.waitsFor.delete(key);
    else waiter.waitsFor.set(key, count);
  }
}

/** From one flight along what it waits for to another, if it waits for it at all. */
function routeTo(from: Flight, to: Flight, visited: Set<Flight>): Target[] | undefined {
  if (from === to) return [from.target];
  if (visited.has(from)) return undefined;
  visited.add(from);
  for (const key of from.waitsFor.keys()) {
    const next = flights.get(key);
    const route = next === undefined ? undefined : routeTo(next, to, visited);
    if (route !== undefined) return [from.target, ...route];
  }
  return undefined;
}

/** The promise's outcome, or the signal's reason if that comes first. */
function unlessAborted(promise: Promise<unknown>, signal: AbortSignal | undefined): Promise<unknown> {
  if (signal === undefined) return promise;
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
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
