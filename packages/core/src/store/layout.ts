import { join, resolve, sep } from 'node:path';
import { HuldraError } from '../errors/index.js';

/** Where everything of one artifact lies. */
export interface ArtifactLayout {
  /** `<namespace>/<hash>`. */
  readonly name: string;
  readonly dir: string;
  /** `.huldra`, where huldra's own files are. */
  readonly control: string;
  readonly success: string;
  readonly state: string;
  readonly metadata: string;
  readonly events: string;
  readonly log: string;
  readonly locks: string;
  readonly attempts: string;
  readonly jobs: string;
}

/** The layout of an artifact below `root`; `<root>/git` holds version controlled classes, `<root>/data` all others. */
export function layoutOf(root: string, namespace: string, hash: string, versionControlled: boolean): ArtifactLayout {
  const base = join(root, versionControlled ? 'git' : 'data');
  const dir = join(base, ...namespace.split('/'), hash);
  // Namespaces are checked where they are made; this is the last line before the file system.
  if (!resolve(dir).startsWith(resolve(base) + sep)) {
    throw new HuldraError(
      'OUTSIDE_ROOT',
      `the directory ${dir} lies outside of the root ${base}; nothing was touched.`,
      { path: dir },
    );
  }
  return layoutAt(dir, `${namespace}/${hash}`);
}

/** The layout of the artifact directory `dir`, which lies where `name` (`<namespace>/<hash>`) says. */
export function layoutAt(dir: string, name: string): ArtifactLayout {
  const control = join(dir, '.huldra');
  return {
    name,
    dir,
    control,
    success: join(control, 'SUCCESS.json'),
    state: join(control, 'state.json'),
    metadata: join(control, 'metadata.json'),
    events: join(control, 'events.jsonl'),
    log: join(control, 'huldra.log'),
    locks: join(control, 'locks'),
    attempts: join(control, 'attempts'),
    jobs: join(control, 'jobs'),
  };
}

const epochDigits = 8;

/** Where the proof of a result waits to be published by the owner of `epoch`. */
export function stagedPath({ control }: ArtifactLayout, epoch: number): string {
  return join(control, `SUCCESS.staged-${epochName(epoch)}.json`);
}

/** The epoch of a staged proof's name, or undefined for any other name. */
export function stagedEpoch(name: string): number | undefined {
  const digits = /^SUCCESS\.staged-(\d{8,15})\.json$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** An epoch as it stands in names of files: eight digits, so that names sort by number. */
export function epochName(epoch: number): string {
  return String(epoch).padStart(epochDigits, '0');
}

export function lockPath({ locks }: ArtifactLayout, epoch: number): string {
  return join(locks, `${epochName(epoch)}.lock`);
}

export function ownerPath({ locks }: ArtifactLayout, epoch: number): string {
  return join(locks, `${epochName(epoch)}.json`);
}

export function beatPath({ locks }: ArtifactLayout, epoch: number): string {
  return join(locks, `${epochName(epoch)}.beat`);
}

/** Left by an owner that could not rewrite its record, such as on a full disk: the name alone says that it gave the claim back. */
export function overPath({ locks }: ArtifactLayout, epoch: number, token: string): string {
  return join(locks, overName(epoch, token));
}

function overName(epoch: number, token: string): string {
  return `${epochName(epoch)}.${token}.over`;
}

export function isOverName(name: string): boolean {
  return name.endsWith('.over');
}

/** Written before the lock is tried, so that a lock without an owner record can be traced to its owner. */
export function intentPath({ locks }: ArtifactLayout, epoch: number, token: string): string {
  return join(locks, `${epochName(epoch)}.${token}.intent`);
}

export interface LockListing {
  /** The highest epoch that has a lock; 0 if none has. A hint only: "file exists" is the authority. */
  readonly highest: number;
  /**
   * Names of the intents for an epoch; undefined when this listing cannot tell who made its lock: it is older than the lock, or
   * somebody has recorded itself.
   */
  intents(epoch: number): readonly string[] | undefined;
  /** Whether the owner left a name that says so. */
  isOver(epoch: number, token: string): boolean;
  /** Whether anybody left such a name for this epoch. */
  hasGivenUp(epoch: number): boolean;
}

/** Makes sense of the names in `locks/`. */
export function parseLocks(names: readonly string[]): LockListing {
  const isThere = new Set(names);
  const has = (epoch: number, kind: string) => isThere.has(`${epochName(epoch)}.${kind}`);
  return {
    highest: names.reduce((max, name) => Math.max(max, epochOf(name)), 0),
    intents: (epoch) =>
      has(epoch, 'lock') && !has(epoch, 'json') && !has(epoch, 'beat')
        ? names.filter((name) => name.startsWith(`${epochName(epoch)}.`) && name.endsWith('.intent'))
        : undefined,
    isOver: (epoch, token) => isThere.has(overName(epoch, token)),
    hasGivenUp: (epoch) => names.some((name) => name.startsWith(`${epochName(epoch)}.`) && isOverName(name)),
  };
}

/** The epoch of a lock's name; 0 for any other name, also for numbers that are not written as huldra writes them. */
function epochOf(name: string): number {
  const epoch = Number(/^(\d{8,15})\.lock$/.exec(name)?.[1] ?? 0);
  return name === `${epochName(epoch)}.lock` ? epoch : 0;
}

export function attemptId(epoch: number, token: string): string {
  return `${epochName(epoch)}-${token}`;
}

/** What huldra notes about an attempt lies beside its directory, where `create` can neither meet nor publish it. */
export interface AttemptFiles {
  readonly manifest: string;
  readonly metrics: string;
  readonly progress: string;
}

export function attemptFiles({ attempts }: ArtifactLayout, attempt: string): AttemptFiles {
  const file = (kind: string) => join(attempts, `${attempt}.${kind}`);
  return { manifest: file('manifest.jsonl'), metrics: file('metrics.jsonl'), progress: file('progress.json') };
}

/** The epoch of the claim under which an attempt was made. */
export function attemptEpoch(attempt: string): number {
  return Number.parseInt(attempt, 10);
}

const attemptPattern = /^\d{8,}-[0-9a-z]+$/;

export function isAttemptId(name: string): boolean {
  return attemptPattern.test(name);
}
