import { randomUUID } from 'node:crypto';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  rmSync,
  statfsSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { messageOf } from '../errors/index.js';
import { createExclusive, linkExclusive, replaceFile, syncDirectory, writeNew } from '../store/index.js';

/** What one question to a root found, and what it means for huldra. */
export interface Finding {
  readonly question: string;
  readonly verdict: 'good' | 'note' | 'bad';
  /** A sentence for people. */
  readonly finding: string;
}

const lowSpaceBytes = 1024 ** 3;
const lowInodes = 10_000;

/** Time stamps of files are as fine as the kernel's tick. */
const clockResolutionMs = 20;

/** From here on people are confused by times that do not agree. */
const noteworthyClockMs = 2000;

/** File systems by their magic number (statfs(2)) on which huldra has not been tried, or which need a word. */
const untried = new Map<number, string>([
  [0x6969, 'NFS'],
  [0x0bd00bd0, 'Lustre'],
  [0x47504653, 'GPFS'],
  [0xff534d42, 'SMB'],
  [0xfe534d42, 'SMB'],
  [0x65735546, 'FUSE'],
]);

const probePrefix = '.tmp-doctor-';

/** An examination takes a second; one that began so long ago has died, whatever the clocks say. */
const diedMs = 3600_000;

/** Removes what examinations of this root have left that died. */
export function removeDeadProbes(root: string): void {
  if (statSync(root, { throwIfNoEntry: false })?.isDirectory() !== true) return;
  for (const name of readdirSync(root).filter((entry) => entry.startsWith(probePrefix))) {
    const began = statSync(join(root, name), { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - began > diedMs) rmSync(join(root, name), { recursive: true, force: true });
  }
}

/**
 * Asks a directory, with real operations on files of its own which are removed afterwards, for everything that huldra builds on. A
 * directory that does not exist yet is made, as the first artifact would make it.
 */
export function probeRoot(root: string): Finding[] {
  const directory = join(root, `${probePrefix}${randomUUID()}`);
  let made: string | undefined;
  try {
    made = mkdirSync(directory, { recursive: true });
  } catch (error) {
    return [
      {
        question: 'can be written to',
        verdict: 'bad',
        finding: `no directory can be made in it (${messageOf(error)}); published results can still be loaded, but nothing can be computed`,
      },
    ];
  }
  try {
    return [
      { question: 'can be written to', verdict: 'good', finding: 'a directory was made in it' },
      ...questions.map(([question, ask]) => answer(question, () => ask(directory))),
      ...[spaceFinding(root), clockFinding(directory), modeFinding(root), kindFinding(root)],
    ];
  } finally {
    rmSync(directory, { recursive: true, force: true });
    removeEmpty(root, made);
  }
}

/** A root that was not there before is taken away again, unless somebody has put something into it meanwhile. */
function removeEmpty(root: string, made: string | undefined): void {
  try {
    for (let path = root; made !== undefined && path.startsWith(made); path = dirname(path)) rmdirSync(path);
  } catch {
    return; // It is in use, and stays.
  }
}

/** Each question throws, or says what is missing; undefined is a good answer. */
type Question = (directory: string) => string | undefined;

const questions: readonly (readonly [question: string, ask: Question])[] = [
  ['exclusive create', exclusiveCreate],
  ['exclusive link', exclusiveLink],
  ['rename over a file', renameOver],
  ['fsync of files', fsyncFile],
  ['fsync of directories', fsyncDirectory],
  ['symbolic links', symbolicLink],
];

const meanings: Readonly<Record<string, string>> = {
  'exclusive create': 'two processes could own one artifact: do not use this root',
  'exclusive link': 'two results could be published: do not use this root',
  'rename over a file': 'state cannot be recorded: do not use this root',
  'fsync of files': 'a power failure may lose or damage results',
  'fsync of directories': 'a power failure may lose results',
  'symbolic links': 'published files are not shown in the artifact directory; they are in .huldra/attempts',
};

function answer(question: string, ask: () => string | undefined): Finding {
  let problem: string | undefined;
  try {
    problem = ask();
  } catch (error) {
    problem = messageOf(error);
  }
  if (problem === undefined) return { question, verdict: 'good', finding: 'works' };
  const verdict = question === 'symbolic links' || question.startsWith('fsync') ? 'note' : 'bad';
  return { question, verdict, finding: `${problem}; ${meanings[question]}` };
}

function exclusiveCreate(directory: string): string | undefined {
  const path = join(directory, 'lock');
  if (!createExclusive(path)) return 'a file that does not exist could not be created';
  return createExclusive(path) ? 'a file could be created twice' : undefined;
}

function exclusiveLink(directory: string): string | undefined {
  const [one, two, name] = ['one', 'two', 'name'].map((file) => join(directory, file)) as [string, string, string];
  writeNew(one, '1', { sync: false });
  writeNew(two, '2', { sync: false });
  if (!linkExclusive(one, name)) return 'a link could not be made';
  if (linkExclusive(two, name)) return 'a link could be made twice';
  return readFileSync(name).toString() === '1' ? undefined : 'a link leads to another file';
}

function renameOver(directory: string): string | undefined {
  const path = join(directory, 'state');
  replaceFile(path, 'old', { sync: false });
  replaceFile(path, 'new', { sync: false });
  return readFileSync(path).toString() === 'new' ? undefined : 'the old content is still there';
}

function fsyncFile(directory: string): undefined {
  writeNew(join(directory, 'synced'), 'x', { sync: true });
}

function fsyncDirectory(directory: string): undefined {
  syncDirectory(directory);
}

function symbolicLink(directory: string): string | undefined {
  const path = join(directory, 'link');
  symlinkSync('somewhere', path);
  return readlinkSync(path) === 'somewhere' ? undefined : 'a link leads elsewhere';
}

function spaceFinding(root: string): Finding {
  const { bavail, bsize, ffree, files } = statfsSync(root);
  const free = bavail * bsize;
  const isFewInodes = files > 0 && ffree < lowInodes;
  const finding = `${(free / 1024 ** 3).toFixed(1)} GiB and ${files > 0 ? ffree : 'any number of'} files are free`;
  if (free >= lowSpaceBytes && !isFewInodes) return { question: 'free space', verdict: 'good', finding };
  return {
    question: 'free space',
    verdict: 'note',
    finding: `${finding}; an attempt that runs out publishes nothing and can be repeated`,
  };
}

/** The clock of whoever writes time stamps, against ours. Nothing depends on it but what people read. */
function clockFinding(directory: string): Finding {
  const path = join(directory, 'clock');
  const before = Date.now();
  writeNew(path, '', { sync: false });
  const after = Date.now();
  const stamp = statSync(path).mtimeMs;
  const difference = stamp < before ? stamp - before : Math.max(0, stamp - after);
  const direction = difference < 0 ? 'behind' : 'ahead of';
  const shown =
    Math.abs(difference) <= clockResolutionMs
      ? "the file server's clock agrees with this host's"
      : `the file server's clock is ${Math.abs(Math.round(difference))} ms ${direction} this host's`;
  const isNoteworthy = Math.abs(difference) > noteworthyClockMs;
  const finding = isNoteworthy
    ? `${shown}; ownership does not depend on clocks, but times of files and of records will not agree`
    : shown;
  return { question: 'clocks', verdict: isNoteworthy ? 'note' : 'good', finding };
}

function modeFinding(root: string): Finding {
  const { mode, gid } = statSync(root);
  const umask = process.umask();
  const shown = `mode ${(mode & 0o7777).toString(8)}, group ${gid}, umask ${umask.toString(8).padStart(4, '0')}`;
  const isShared = (mode & 0o020) !== 0;
  if (!isShared) return { question: 'who may write', verdict: 'good', finding: `${shown}: its owner only` };
  if ((umask & 0o020) === 0 && (mode & 0o2000) !== 0) {
    return { question: 'who may write', verdict: 'good', finding: `${shown}: its group, also in new directories` };
  }
  const advice = 'use umask 0002, and chmod g+s on the root or HULDRA_DIRECTORY_MODE=2775';
  const finding = `${shown}: the group may write to the root, but not to what is made in it; ${advice}`;
  return { question: 'who may write', verdict: 'note', finding };
}

function kindFinding(root: string): Finding {
  const name = untried.get(statfsSync(root).type);
  if (name === undefined)
    return { question: 'file system', verdict: 'good', finding: 'none of the kinds that need a word' };
  return {
    question: 'file system',
    verdict: 'note',
    finding: `${name}: huldra is designed for it, but has not been tried on it; make sure that all hosts mount it with the same options, and that the lease (HULDRA_LEASE_SECS) exceeds its attribute cache's time`,
  };
}
