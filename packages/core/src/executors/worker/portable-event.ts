import { inspect } from 'node:util';
import type { Caller, HuldraEvent } from '../../events/index.js';
import { restoreError, storeError } from '../../runtime/index.js';
import type { StoredError } from '../../store/index.js';

/** An event as plain data: functions are called, errors are stored, and values that were logged are texts. */
export interface PortableEvent {
  readonly event: Readonly<Record<string, unknown>>;
  /** Null where the event could have one and has none. */
  readonly caller?: Caller | null;
  readonly error?: StoredError;
}

export function packEvent(event: HuldraEvent): PortableEvent {
  const { caller, error, ...rest } = event as HuldraEvent & {
    readonly caller?: () => Caller | undefined;
    readonly error?: unknown;
  };
  return {
    event: rest.type === 'log' ? { ...rest, details: rest.details.map(portableValue) } : { ...rest },
    ...(caller === undefined ? {} : { caller: caller() ?? null }),
    ...(error === undefined ? {} : { error: storeError(error) }),
  };
}

/** The event as the worker of this process id told it. */
export function unpackEvent({ event, caller, error }: PortableEvent, worker: number | undefined): HuldraEvent {
  const restored = error === undefined ? undefined : restoreError(error);
  const calledBy = caller === undefined ? {} : { caller: () => caller ?? undefined };
  return { ...event, ...calledBy, error: restored, worker } as unknown as HuldraEvent;
}

function portableValue(value: unknown): unknown {
  const isScalar = value === null || ['string', 'number', 'boolean', 'bigint', 'undefined'].includes(typeof value);
  return isScalar ? value : inspect(value);
}
