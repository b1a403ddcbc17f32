import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/* A preload: hearts beat, and nobody can see it: what is written to heartbeat files after the first beat is lost. */

const { openSync, writeSync, writeFileSync } = fs;
const beats = new Set<unknown>();
const seen = new Set<unknown>();
const patched = fs as unknown as Record<string, (...args: never[]) => unknown>;
patched.openSync = (...args: Parameters<typeof openSync>) => {
  const fd = openSync(...args);
  if (String(args[0]).endsWith('.beat')) beats.add(fd);
  else beats.delete(fd);
  return fd;
};
patched.writeSync = (fd: number, data: string | Uint8Array, ...rest: unknown[]) => {
  const write = writeSync as (...args: unknown[]) => number;
  return beats.has(fd) ? data.length : write(fd, data, ...rest);
};
patched.writeFileSync = (...args: Parameters<typeof writeFileSync>) => {
  const [path] = args;
  if (typeof path === 'number' ? beats.has(path) : String(path).endsWith('.beat') && seen.has(path)) return;
  seen.add(path);
  writeFileSync(...args);
};
syncBuiltinESMExports();
