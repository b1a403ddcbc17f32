import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';

/*
 * A preload: counts the synchronous file operations below a directory and kills the process at the one that it was told,
 * before it is done. Progress and not a clock decides, so that every phase gets its turn however fast the machine is.
 */

type Call = (...args: unknown[]) => unknown;

/** Those that are one operation each. Node itself builds the others, such as writeFileSync, from these. */
const names = [
  ...['openSync', 'closeSync', 'readSync', 'writeSync', 'fsyncSync', 'fdatasyncSync', 'ftruncateSync', 'fstatSync'],
  ...['mkdirSync', 'linkSync', 'unlinkSync', 'renameSync', 'symlinkSync', 'readlinkSync', 'readdirSync', 'chmodSync'],
  ...['lstatSync', 'statSync', 'statfsSync', 'existsSync', 'accessSync', 'realpathSync', 'rmdirSync', 'rmSync'],
];

const { FAULT_ROOT: root = '', FAULT_AT: at, FAULT_MODE: mode, FAULT_LOG: log } = process.env;
const functions = fs as unknown as Record<string, Call>;
const { appendFileSync, openSync, readdirSync, rmSync, statSync } = fs;
const descriptors = new Set<unknown>();
const seen: string[] = [];

function isBelow(argument: unknown): boolean {
  return typeof argument === 'string' ? argument.startsWith(root) : descriptors.has(argument);
}

function kill(): void {
  process.kill(process.pid, 'SIGKILL');
}

/** What can be done by half: a part of the bytes is written, a part of a directory removed. */
const halves: Readonly<Record<string, (original: Call, args: readonly unknown[]) => void>> = {
  writeSync(write, [fd, data]) {
    if (typeof data === 'string' || data instanceof Uint8Array) write(fd, data.slice(0, data.length / 2));
  },
  rmSync(_, [path]) {
    const [first] = statSync(String(path), { throwIfNoEntry: false })?.isDirectory() ? readdirSync(String(path)) : [];
    if (first !== undefined) rmSync(join(String(path), first), { recursive: true });
  },
};

for (const name of names) {
  const original = functions[name];
  if (original === undefined) continue;
  const counted: Call = (...args) => {
    if (!isBelow(args[0]) && !isBelow(args[1])) return original(...args);
    seen.push(name);
    if (seen.length === Number(at)) {
      if (mode === 'torn') halves[name]?.(original, args);
      kill();
    }
    const answer = original(...args);
    if (name === 'openSync') descriptors.add(answer);
    if (name === 'closeSync') descriptors.delete(args[0]);
    return answer;
  };
  functions[name] = Object.assign(counted, original);
}
syncBuiltinESMExports();

// The dry run, which tells what there is to be killed at.
if (log !== undefined) process.on('exit', () => appendFileSync(openSync(log, 'w'), seen.join('\n')));
