/**
 * The file operations of a miss and nothing else, written down from a recording of a real one (`strace -f -e trace=file,desc`)
 * with Node's synchronous calls. What makes them necessary stands in docs/protocol.
 */
import * as fs from 'node:fs';
import { dirname, join } from 'node:path';

/** Sizes in bytes, taken from an artifact that was really made: its metadata grows with the repository it was made in. */
export function sizesOf(artifactDirectory) {
  const control = join(artifactDirectory, '.huldra');
  const size = (...path) => fs.statSync(join(control, ...path)).size;
  const [attempt] = fs.readdirSync(join(control, 'attempts')).filter((name) => !name.endsWith('.jsonl'));
  const [, started, published] = fs.readFileSync(join(control, 'events.jsonl'), 'utf8').split('\n');
  const { git: _git, checksum: _checksum, ...metadata } = JSON.parse(fs.readFileSync(join(control, 'metadata.json')));
  const { finishedAt: _finishedAt, outcome: _outcome, resources: _resources, ...begun } = metadata.attempt;
  return {
    owner: size('locks', '00000001.json'),
    beat: size('locks', '00000001.beat'),
    metadataBefore: JSON.stringify({ ...metadata, attempt: begun }, null, 2).length + 80,
    metadataAfter: size('metadata.json'),
    state: size('state.json'),
    started: started.length + 1,
    published: published.length + 1,
    manifest: size('attempts', `${attempt}.manifest.jsonl`),
    success: size('SUCCESS.json'),
  };
}

function sync(path) {
  const fd = fs.openSync(path, 'r');
  fs.fsyncSync(fd);
  fs.closeSync(fd);
}

function write(path, size, flags, flush = false) {
  const fd = fs.openSync(path, flags);
  fs.writeSync(fd, Buffer.alloc(size, 'x'));
  if (flush) fs.fsyncSync(fd);
  fs.closeSync(fd);
}

function replace(path, size, number) {
  const temporary = join(dirname(path), `.tmp-${number}`);
  write(temporary, size, 'wx');
  fs.renameSync(temporary, path);
}

/** What an open of a file that is not there costs, its error included. */
function lookInVain(look) {
  try {
    look();
  } catch {
    return;
  }
}

/** Whether a result is published, while none is: the name could also be a symbolic link that leads nowhere. */
function look(success) {
  lookInVain(() => fs.openSync(success, 'r'));
  fs.lstatSync(success, { throwIfNoEntry: false });
}

const buffer = Buffer.allocUnsafeSlow(64 * 1024);

function read(path) {
  const fd = fs.openSync(path, 'r');
  while (fs.readSync(fd, buffer, 0, buffer.length, -1) > 0);
  fs.closeSync(fd);
}

/** The system's account of what this process has written; Linux keeps one. */
const account = fs.existsSync('/proc/self/io') ? fs.openSync('/proc/self/io', 'r') : undefined;

function readAccount() {
  if (account !== undefined) fs.readSync(account, buffer, 0, 512, 0);
}

/** One artifact of one file in the new directory `dir`, whose parent exists; with `fsync` flushed as huldra does. */
export function bareMiss(dir, sizes, fsync) {
  const control = join(dir, '.huldra');
  const locks = join(control, 'locks');
  const attempts = join(control, 'attempts');
  const attempt = join(attempts, '00000001-0123456789abcdef');
  const success = join(control, 'SUCCESS.json');
  const state = join(control, 'state.json');
  const next = join(locks, '00000002.lock');

  // Is it there, does anybody own it, is it promised?
  look(success);
  look(success);
  lookInVain(() => fs.readdirSync(locks));
  fs.existsSync(join(locks, '00000001.lock'));
  lookInVain(() => fs.readdirSync(join(control, 'jobs')));

  // The claim.
  fs.mkdirSync(locks, { recursive: true });
  if (fsync) for (const directory of [control, dir, dirname(dir)]) sync(directory);
  const intent = join(locks, '00000001.0123456789abcdef.intent');
  write(intent, sizes.owner, 'wx');
  fs.closeSync(fs.openSync(join(locks, '00000001.lock'), 'wx'));
  fs.linkSync(intent, join(locks, '00000001.json'));
  fs.readdirSync(control);
  fs.existsSync(next);
  write(join(locks, '00000001.beat'), sizes.beat, 'w');
  fs.unlinkSync(intent);
  look(success);

  // The attempt.
  readAccount();
  fs.existsSync(attempts);
  fs.mkdirSync(attempts);
  if (fsync) sync(control);
  fs.mkdirSync(attempt);
  if (fsync) sync(attempts);
  replace(join(control, 'metadata.json'), sizes.metadataBefore, 1);
  lookInVain(() => fs.openSync(state, 'r'));
  replace(state, sizes.state, 2);
  write(join(control, 'events.jsonl'), sizes.started, 'a');
  fs.existsSync(next);
  write(join(attempt, 'data.txt'), 6, 'w');
  fs.existsSync(next);
  readAccount();
  replace(join(control, 'metadata.json'), sizes.metadataAfter, 3);

  // Sealing what it made.
  fs.realpathSync(attempt);
  fs.readdirSync(attempt, { withFileTypes: true });
  if (fsync) {
    const fd = fs.openSync(join(attempt, 'data.txt'), 'r');
    fs.fsyncSync(fd);
    fs.fstatSync(fd);
    fs.closeSync(fd);
    sync(attempt);
  } else {
    fs.lstatSync(join(attempt, 'data.txt'));
  }
  write(`${attempt}.manifest.jsonl`, sizes.manifest, 'wx');
  fs.existsSync(next);

  // Publishing it.
  const staged = join(control, 'SUCCESS.staged-00000001.json');
  write(staged, sizes.success, 'wx', fsync);
  fs.closeSync(fs.openSync(next, 'wx'));
  fs.linkSync(staged, success);
  if (fsync) sync(control);
  fs.unlinkSync(staged);

  // Showing it.
  fs.readdirSync(attempt);
  fs.readdirSync(dir);
  lookInVain(() => fs.readlinkSync(control));
  fs.lstatSync(join(dir, 'data.txt'), { throwIfNoEntry: false });
  const link = join(control, '.tmp-link-5');
  fs.symlinkSync('.huldra/attempts/00000001-0123456789abcdef/data.txt', link);
  fs.renameSync(link, join(dir, 'data.txt'));
  read(success);
  read(state);
  replace(state, sizes.state, 4);
  write(join(control, 'events.jsonl'), sizes.published, 'a');
}
