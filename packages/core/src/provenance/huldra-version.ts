import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

let version: string | undefined;

function readVersion(): string {
  try {
    // The same distance from `src/provenance` and from `dist/provenance`.
    const path = fileURLToPath(new URL('../../package.json', import.meta.url));
    const manifest: unknown = JSON.parse(readFileSync(path).toString('utf8'));
    const found = typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : '';
    return typeof found === 'string' && found !== '' ? found : 'unknown';
  } catch {
    // Bundled into somebody's program: there is no package.json of ours.
    return 'unknown';
  }
}

/** The version of this package, or `unknown` where it has been bundled into another. */
export function huldraVersion(): string {
  version ??= readVersion();
  return version;
}
