/** What may be asked of an artifact's life. */
export type Status = 'missing' | 'queued' | 'running' | 'success' | 'failed' | 'preempted';

/** What happens to an artifact. */
export type Transition =
  | { readonly type: 'queue' }
  | { readonly type: 'dequeue' }
  | { readonly type: 'start' }
  | { readonly type: 'publish' }
  | { readonly type: 'fail' }
  | { readonly type: 'preempt' }
  | { readonly type: 'invalidate' };

/**
 * The status after a transition, or undefined where the transition makes no sense from there.
 *
 * ```
 *                      missing | failed | preempted  ── queue ──▶      queued
 *                                            queued  ── dequeue ──▶    missing
 *   missing | queued | running | failed | preempted  ── start ──▶      running
 *   missing | queued | running | failed | preempted  ── publish ──▶    success
 *                                           running  ── fail ──▶       failed
 *                                  queued | running  ── preempt ──▶    preempted
 *                      success | failed | preempted  ── invalidate ──▶ missing
 * ```
 *
 * `start` from `running` is a takeover: the owner was found dead before anybody could write `preempt`. `publish` is
 * accepted from every status but `success`, because the disk is right and what was written about it may be late.
 */
export function transition(status: Status, { type }: Transition): Status | undefined {
  switch (type) {
    case 'queue':
      return status === 'missing' || status === 'failed' || status === 'preempted' ? 'queued' : undefined;
    case 'dequeue':
      return status === 'queued' ? 'missing' : undefined;
    case 'start':
      return status === 'success' ? undefined : 'running';
    case 'publish':
      return status === 'success' ? undefined : 'success';
    case 'fail':
      return status === 'running' ? 'failed' : undefined;
    case 'preempt':
      return status === 'running' || status === 'queued' ? 'preempted' : undefined;
    case 'invalidate':
      return status === 'success' || status === 'failed' || status === 'preempted' ? 'missing' : undefined;
    default: {
      const never: never = type;
      return never;
    }
  }
}
