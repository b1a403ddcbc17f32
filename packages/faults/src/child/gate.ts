import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { basename, dirname } from 'node:path';

/*
 * Stops this process before each file operation by which processes meet in an artifact's control directory, so that somebody
 * outside decides who goes next. To be set up before @huldra/core is loaded.
 */

/** Called before an operation; it happens when this returns. */
export type Gate = (step: string) => void;

const staged = /^SUCCESS\.staged-(\d+)\.json$/;
const inLocks = /^(\d+)(?:\.[0-9a-f]+)?\.(lock|json|beat|intent|over)$/;

/** `lock 3`, `intent 3`, `beat 3`, `record 3`, `over 3`, `staged 3`, `result`; undefined for files by which nobody meets. */
function subjectOf(path: unknown): string | undefined {
  if (typeof path !== 'string') return undefined;
  if (basename(path) === 'SUCCESS.json') return 'result';
  const [, stagedEpoch] = staged.exec(basename(path)) ?? [];
  if (stagedEpoch !== undefined) return `staged ${Number(stagedEpoch)}`;
  const [, epoch, kind] = inLocks.exec(basename(path)) ?? [];
  if (epoch === undefined || basename(dirname(path)) !== 'locks') return undefined;
  return `${kind === 'json' ? 'record' : kind} ${Number(epoch)}`;
}

const lists: Readonly<Record<string, string>> = { locks: 'list locks', '.huldra': 'list staged' };

/** What an operation means to the protocol, by the operation's name and arguments. */
const meanings: Readonly<Record<string, (args: readonly unknown[]) => string | undefined>> = {
  openSync: ([path, flags]) => phrase(flags === 'wx' ? 'make' : 'read', subjectOf(path)),
  existsSync: ([path]) => phrase('look for', subjectOf(path)),
  linkSync: ([, path]) => phrase('link', subjectOf(path)),
  renameSync: ([from, to]) => phrase('set aside', subjectOf(from)) ?? phrase('replace', subjectOf(to)),
  unlinkSync: ([path]) => phrase('remove', subjectOf(path)),
  writeFileSync: ([path]) => phrase('make', subjectOf(path)),
  readdirSync: ([path]) => (typeof path === 'string' ? lists[basename(path)] : undefined),
};

function phrase(verb: string, subject: string | undefined): string | undefined {
  return subject === undefined ? undefined : `${verb} ${subject}`;
}

/**
 * From now on the gate is passed before each of these operations; once more in the midst of listing the locks, and after a heartbeat
 * was read: then it is already old.
 */
export function putGate(gate: Gate): void {
  putGateAfterReading(gate);
  putGateIntoListing(gate);
  for (const [name, meaningOf] of Object.entries(meanings)) {
    const original: unknown = Reflect.get(fs, name);
    if (typeof original !== 'function') throw new Error(`fs has no ${name}`);
    Reflect.set(fs, name, (...args: readonly unknown[]) => {
      const step = meaningOf(args);
      if (step !== undefined) gate(step);
      return Reflect.apply(original, fs, args);
    });
  }
  syncBuiltinESMExports();
}

function putGateAfterReading(gate: Gate): void {
  const { openSync, closeSync } = fs;
  const beats = new Map<number, string>();
  fs.openSync = (path, ...rest) => {
    const fd = openSync(path, ...rest);
    const subject = subjectOf(path);
    if (subject?.startsWith('beat') === true) beats.set(fd, subject);
    return fd;
  };
  fs.closeSync = (fd) => {
    closeSync(fd);
    const subject = beats.get(fd);
    beats.delete(fd);
    if (subject !== undefined) gate(`after ${subject}`);
  };
}

/**
 * What is made or removed while a directory is listed may be in the answer or not (POSIX, readdir). Here locks are and nothing else
 * is, which tells least about who made them.
 */
function putGateIntoListing(gate: Gate): void {
  const original = fs.readdirSync;
  const isLocks = (path: unknown): boolean => typeof path === 'string' && basename(path) === 'locks';
  const list = (...args: readonly unknown[]): unknown => Reflect.apply(original, fs, args);
  Reflect.set(fs, 'readdirSync', (...args: readonly unknown[]) => {
    const before = list(...args);
    if (!isLocks(args[0]) || !Array.isArray(before)) return before;
    gate('go on listing locks');
    return original(String(args[0])).filter((name) => before.includes(name) || name.endsWith('.lock'));
  });
}

/**
 * Time that passes at once: `seen` is added to the clock by which observers measure silence, `own` to the one by which an
 * owner measures how long ago its heart beat; in milliseconds.
 */
export const passed = { seen: 0, own: 0 };

/** Both clocks as they were, and what has passed besides. */
export function putClocks(): void {
  const now = performance.now.bind(performance);
  const { bigint } = process.hrtime;
  performance.now = () => now() + passed.seen;
  process.hrtime.bigint = () => bigint() + BigInt(passed.own) * 1_000_000n;
}
