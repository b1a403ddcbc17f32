import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../metadata/index.js';

let version: string | undefined;

function readVersion(): string {
  // Looked for upwards: sources, compiled modules and the published bundle lie at different depths.
  const root = packageRoot(dirname(fileURLToPath(import.meta.url)));
  if (root === undefined) return 'unknown';
  const manifest: unknown = JSON.parse(readFileSync(join(root.directory, 'package.json')).toString('utf8'));
  const found = typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : '';
  return typeof found === 'string' && found !== '' ? found : 'unknown';
}

/** The version of this package, as its package.json says; read once. `unknown` where it was bundled into something else. */
export function huldraVersion(): string {
  version ??= readVersion();
  return version;
}
