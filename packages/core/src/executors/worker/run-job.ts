import { HuldraError, messageOf, SubmitError } from '../../errors/index.js';
import { rebuildArtifact } from '../../identity/index.js';
import { findClass } from '../../metadata/index.js';
import {
  ensureTarget,
  type JobDescription,
  type JobEnd,
  orderRerun,
  type SecretValues,
  type Target,
  targetOf,
} from '../../runtime/index.js';
import { configure, type Settings } from '../../settings/index.js';
import { asHuldraError } from '../portable-error.js';
import { enableTypeScript } from './enable-typescript.js';

export interface WorkerManner {
  /** What happens here is told to the submitter, whose console shows it. */
  readonly isRelayed: boolean;
}

/**
 * Computes what a job describes, in this process, which is a worker: settings and working directory become those of the submitter.
 * Imports exactly the modules that the submitter named, and refuses with `SubmitError` when the artifact is not the submitter's.
 */
export async function runJob(
  description: JobDescription,
  secrets: SecretValues | undefined,
  signal: AbortSignal,
  manner: WorkerManner,
): Promise<JobEnd> {
  try {
    const target = await recreate(description, secrets, manner);
    if (description.rerun) orderRerun(target);
    await ensureTarget(target, { job: description.id, signal });
    return { kind: 'succeeded' };
  } catch (error) {
    if (signal.aborted && error === signal.reason) return { kind: 'cancelled', reason: messageOf(error) };
    return { kind: 'failed', error: asHuldraError(error) };
  }
}

async function recreate(
  description: JobDescription,
  secrets: SecretValues | undefined,
  { isRelayed }: WorkerManner,
): Promise<Target> {
  const { artifact: ref, settings, setup, modules, typescript, directory } = description;
  if (process.cwd() !== directory) process.chdir(directory);
  // What is to be computed anew is said with each job: by itself a worker would compute dependencies anew again and again.
  takeSettings({ ...settings, alwaysRerun: [], ...(isRelayed ? { logLevel: 'silent' } : {}) });
  if (typescript) enableTypeScript();
  for (const url of setup) await importFor(description, url);
  for (const { namespace, url } of modules) {
    await importFor(description, url);
    if (findClass(namespace) === undefined) {
      throw refusal(description, `${url} does not declare the class ${namespace} when it is imported`, undefined);
    }
  }
  const target = targetOf(rebuilt(description, secrets));
  const { hash, dir } = target.ref;
  if (hash === ref.hash && dir === ref.dir) return target;
  throw refusal(description, `here it is ${dir}, and it was ${ref.dir} where the job was submitted`, undefined);
}

let taken: string | undefined;

/** One job after the other comes with the same settings. */
function takeSettings(wanted: Settings): void {
  const text = JSON.stringify(wanted);
  if (text !== taken) configure(wanted);
  taken = text;
}

async function importFor(description: JobDescription, url: string): Promise<void> {
  try {
    await import(url);
  } catch (error) {
    throw refusal(description, `importing ${url} failed: ${messageOf(error)}`, error);
  }
}

function rebuilt(description: JobDescription, secrets: SecretValues | undefined): object {
  try {
    return rebuildArtifact(description.configuration, `job ${description.id}`, secrets);
  } catch (error) {
    if (!HuldraError.is(error)) throw error;
    const edited = error.code === 'CORRUPT_ARTIFACT' ? ' Was its code edited after the job was submitted?' : '';
    throw refusal(description, `${error.message}${edited}`, error);
  }
}

function refusal({ artifact, id }: JobDescription, why: string, cause: unknown): SubmitError {
  return new SubmitError(
    `the worker refused job ${id} for ${artifact.className} ${artifact.hash.slice(0, 7)}: ${why}. Nothing was computed.`,
    { artifact: `${artifact.namespace}/${artifact.hash}`, path: artifact.dir, cause },
  );
}
