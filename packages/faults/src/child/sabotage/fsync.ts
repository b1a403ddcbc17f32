import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/* A preload: nothing is flushed, as by a disk that lies. */

fs.fsyncSync = () => undefined;
fs.fdatasyncSync = () => undefined;
syncBuiltinESMExports();
