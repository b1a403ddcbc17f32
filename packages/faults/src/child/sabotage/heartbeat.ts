import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/* A preload: hearts beat, and nobody can see it. Who looks at a heartbeat file sees an empty one; owners write theirs in a thread of their own. */

const { openSync } = fs;
fs.openSync = (path, flags, ...rest) => {
  const isLook = typeof flags === 'number' && String(path).endsWith('.beat');
  return openSync(isLook ? '/dev/null' : path, flags, ...rest);
};
syncBuiltinESMExports();
