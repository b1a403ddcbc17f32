import type { JobDescription, SecretValues } from '../../runtime/index.js';
import type { PortableError } from '../portable-error.js';
import type { PortableEvent } from './portable-event.js';

/** What a pool says to a worker. */
export type ToWorker =
  | { readonly type: 'run'; readonly description: JobDescription; readonly secrets: SecretValues | undefined }
  | { readonly type: 'cancel'; readonly id: string }
  | { readonly type: 'end' };

/** How a job ended, as plain data. */
export type PortableEnd =
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'failed'; readonly error: PortableError }
  | { readonly kind: 'cancelled'; readonly reason: string };

/** What a worker says to its pool. */
export type FromWorker =
  | { readonly type: 'event'; readonly event: PortableEvent }
  | { readonly type: 'ended'; readonly id: string; readonly end: PortableEnd }
  /** An error that nobody caught ends the worker next. */
  | { readonly type: 'uncaught'; readonly error: PortableError };
