import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface PackageRoot {
  readonly name: string;
  readonly directory: string;
}

const known = new Map<string, PackageRoot | undefined>();

function packageName(directory: string): string | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(directory, 'package.json')).toString('utf8'));
    const name = typeof manifest === 'object' && manifest !== null && 'name' in manifest ? manifest.name : undefined;
    return typeof name === 'string' && name !== '' ? name : undefined;
  } catch {
    // Absent, unreadable or not JSON: it names nothing, and a parent directory may.
    return undefined;
  }
}

/** The nearest directory at or above `directory` whose package.json has a name (a bare `{"type": "module"}` has none). */
export function packageRoot(directory: string): PackageRoot | undefined {
  if (known.has(directory)) return known.get(directory);
  const name = packageName(directory);
  const parent = dirname(directory);
  const found = name !== undefined ? { name, directory } : parent === directory ? undefined : packageRoot(parent);
  known.set(directory, found);
  return found;
}
