import { readdirSync, renameSync, rmSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { CorruptArtifactError } from '../errors/index.js';
import { settings } from '../settings/index.js';
import {
  type ArtifactLayout,
  acquire,
  attemptFiles,
  batchJob,
  isAttemptId,
  isOver,
  isOverName,
  isTemporaryName,
  layoutAt,
  newToken,
  Observer,
  type Release,
  readOwner,
  readSuccess,
  type Standing,
  stagedEpoch,
} from '../store/index.js';

/** What a dead owner left in one artifact. */
export interface Leftover {
  /** The artifact directory. */
  readonly dir: string;
  /** `<namespace>/<hash>`. */
  readonly artifact: string;
  /** Whether the last owner died without giving its claim back. */
  readonly hasDeadOwner: boolean;
  /** Attempts that can never be published, or started from again. */
  readonly attempts: readonly string[];
  /** Temporary files and directories, intents, staged proofs, and notes that a claim is over. */
  readonly files: readonly string[];
  readonly isCleaned: boolean;
}

/** Every artifact directory below `<root>/data` and `<root>/git`, without importing a class. */
export function* artifactLayouts(root: string): Generator<ArtifactLayout> {
  for (const base of [join(root, 'data'), join(root, 'git')]) {
    const directories = [base];
    for (const directory of directories) {
      const names = directoriesIn(directory);
      if (names.includes('.huldra')) yield layoutAt(directory, relative(base, directory).split(sep).join('/'));
      else directories.push(...names.map((name) => join(directory, name)));
    }
  }
}

function directoriesIn(directory: string): string[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
  } catch {
    // Removed since it was listed, or not for us to read: nothing to say about it.
    return [];
  }
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return []; // An artifact that was never computed has no such directory.
  }
}

/** What dead owners left in an artifact; undefined when there is nothing, or a living owner is at work. */
export function leftoverOf(layout: ArtifactLayout, fix: boolean): Leftover | undefined {
  const published = publishedOf(layout);
  if (published === 'damaged') return undefined; // For a person to look at: nothing may be removed.
  const look = () =>
    new Observer(layout, settings().leaseSecs * 1000).look(published === undefined ? 0 : published.epoch + 1);
  const standing = look();
  if (standing.kind === 'owned') return undefined;
  const attempts = uselessAttempts(layout, published?.attempt);
  const files = strayFiles(layout);
  const hasDeadOwner = standing.last !== undefined && standing.last.released === undefined;
  if (attempts.length + files.length === 0 && !hasDeadOwner) return undefined;
  const isCleaned = fix && clean(layout, standing, published !== undefined, attempts, files);
  return { dir: layout.dir, artifact: layout.name, hasDeadOwner, attempts, files, isCleaned };
}

function publishedOf(layout: ArtifactLayout): ReturnType<typeof readSuccess> | 'damaged' {
  try {
    return readSuccess(layout);
  } catch (error) {
    if (CorruptArtifactError.is(error)) return 'damaged';
    throw error;
  }
}

/**
 * Attempts that are of no use: all but the published one, or, where nothing is published, all but the last, which a person may want to
 * look at and `keepPartial` may start from.
 */
function uselessAttempts(layout: ArtifactLayout, published: string | undefined): string[] {
  const attempts = namesIn(layout.attempts).filter(isAttemptId).sort();
  const kept = published ?? attempts.at(-1);
  return attempts.filter((name) => name !== kept);
}

function strayFiles(layout: ArtifactLayout): string[] {
  const stray = (directory: string, isStray: (name: string) => boolean) =>
    namesIn(directory)
      .filter(isStray)
      .map((name) => join(directory, name));
  const { control, locks, attempts, jobs } = layout;
  const temporaries = [control, locks, attempts, jobs].flatMap((directory) => stray(directory, isTemporaryName));
  const intents = stray(locks, (name) => name.endsWith('.intent')).filter(isOfTheDead);
  // Nobody owns the artifact: what they were about is over, and the claim under which they are removed is a later one.
  const overs = stray(locks, isOverName);
  const staged = stray(control, (name) => stagedEpoch(name) !== undefined);
  return [...temporaries, ...intents, ...overs, ...staged];
}

/** Whoever still lives is about to need its intent. */
function isOfTheDead(intent: string): boolean {
  const owner = readOwner(intent);
  return owner === undefined || isOver(owner, batchJob(process.env));
}

/** Removes under a claim, so that nobody is at work meanwhile; what the last owner left as its outcome stays the outcome. */
function clean(
  layout: ArtifactLayout,
  standing: Extract<Standing, { kind: 'free' }>,
  isPublished: boolean,
  attempts: readonly string[],
  files: readonly string[],
): boolean {
  const claim = acquire(layout, standing.epoch + 1, settings(), () => undefined);
  if (claim === undefined) return false;
  const release: Omit<Release, 'at'> = isPublished
    ? { outcome: 'yielded', reason: 'cleaned by doctor' }
    : (standing.last?.released ?? { outcome: 'preempted', reason: 'its owner died; cleaned by doctor' });
  try {
    for (const attempt of attempts) {
      for (const file of Object.values(attemptFiles(layout, attempt))) rmSync(file, { force: true });
      // Renamed first: a name in attempts/ never means a directory that is half gone.
      const trash = join(layout.control, `.tmp-trash-${newToken()}`);
      renameSync(join(layout.attempts, attempt), trash);
      rmSync(trash, { recursive: true, force: true });
    }
    for (const file of files) rmSync(file, { recursive: true, force: true });
  } finally {
    claim.release(release);
  }
  return true;
}
