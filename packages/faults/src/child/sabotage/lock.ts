import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { basename, dirname } from 'node:path';

/*
 * A preload: names in `locks/` are made although they exist already, as on a file system that knows no exclusive create. Both
 * the lock and the owner record, for whoever finds the other's record after making the lock gives way: one alone would not show.
 */

const { existsSync, linkSync, openSync, unlinkSync } = fs;
const isInLocks = (path: fs.PathLike): boolean => basename(dirname(String(path))) === 'locks';

fs.openSync = (path, flags, mode) => openSync(path, flags === 'wx' && isInLocks(path) ? 'w' : flags, mode);
fs.linkSync = (existing, path) => {
  if (isInLocks(path) && existsSync(path)) unlinkSync(path);
  linkSync(existing, path);
};
syncBuiltinESMExports();
