import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { messageOf } from '../../errors/index.js';
import { emit } from '../../events/index.js';
import { redact } from '../../runtime/index.js';
import { settings } from '../../settings/index.js';
import { makeDirectories, replaceFile } from '../../store/index.js';
import type { PoolJob } from './pool-job.js';

/** Keeps what a job's worker printed beside the job's record, `jobs/<id>.log`, if it printed anything and the artifact was begun. */
export function saveOutput({ id, ref }: PoolJob, output: string): void {
  const control = join(ref.dir, '.huldra');
  if (output === '' || !existsSync(control)) return;
  try {
    const jobs = join(control, 'jobs');
    makeDirectories(jobs, { sync: false, mode: settings().directoryMode });
    replaceFile(join(jobs, `${id}.log`), redact(output), { sync: false });
  } catch (error) {
    const message = `what the worker of ${ref.className} ${ref.hash.slice(0, 7)} printed could not be kept in ${control}: ${messageOf(error)}`;
    emit({ type: 'warning', reason: 'bookkeeping', artifact: ref, message });
  }
}
