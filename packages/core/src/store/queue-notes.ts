import { transition } from '../state/index.js';
import { appendEvent } from './event-log.js';
import type { ArtifactLayout } from './layout.js';
import { readStateFile, writeStateFile } from './state-file.js';

/** What the notes say about a job. */
interface NotedJob {
  readonly token: string;
  readonly executor: string;
  readonly reference: string;
}

/*
 * What becomes of jobs is told in the artifact's own history as well. The job's record is what counts: notes that cannot be written
 * are missing, and that is all.
 */

export function noteQueued(layout: ArtifactLayout, job: NotedJob): void {
  note(layout, 'queued', job, `job ${job.reference} of ${job.executor}`);
}

export function noteDequeued(layout: ArtifactLayout, job: NotedJob): void {
  note(layout, 'dequeued', job, `job ${job.reference} of ${job.executor} has ended`);
}

function note(layout: ArtifactLayout, type: 'queued' | 'dequeued', job: NotedJob, reason: string): void {
  const { token, executor, reference } = job;
  try {
    const present = readStateFile(layout);
    const epoch = present?.epoch ?? 0;
    appendEvent(layout, type, epoch, { job: { token, executor, reference } });
    const status = transition(present?.status ?? 'missing', { type: type === 'queued' ? 'queue' : 'dequeue' });
    if (status !== undefined) writeStateFile(layout, { status, reason, epoch });
  } catch {
    return;
  }
}
