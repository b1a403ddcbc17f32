import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { emit } from '../events/index.js';

/** The one function of `dotenv` that is used. */
interface Dotenv {
  parse(text: Buffer): Record<string, string>;
}

function loadDotenv(directory: string): Dotenv | undefined {
  try {
    return createRequire(join(directory, 'package.json'))('dotenv') as Dotenv;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

/**
 * Reads `<directory>/.env` into `process.env`, where a variable is not set already, if `dotenv` is installed for that
 * directory. A `.env` that speaks of huldra while dotenv is missing is said, not silently ignored.
 */
export function readDotenv(directory: string): void {
  const file = join(directory, '.env');
  if (!existsSync(file)) return;
  const text = readFileSync(file);
  const dotenv = loadDotenv(directory);
  if (dotenv === undefined) {
    if (!text.includes('HULDRA_')) return;
    const message = `${file} sets HULDRA_ variables, but the package dotenv is not installed, so they are ignored. Install dotenv, or set them in the environment.`;
    emit({ type: 'warning', reason: 'dotenv-missing', message });
    return;
  }
  for (const [name, value] of Object.entries(dotenv.parse(text))) process.env[name] ??= value;
}
