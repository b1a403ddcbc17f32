import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ConfigurationError, messageOf } from '../errors/index.js';

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

/** The file's bytes; undefined when there is none. */
function readText(file: string): Buffer | undefined {
  try {
    // `python -m venv .env` makes a directory of that name.
    return statSync(file, { throwIfNoEntry: false })?.isDirectory() === false ? readFileSync(file) : undefined;
  } catch (error) {
    throw new ConfigurationError(`${file} cannot be read: ${messageOf(error)}. Correct its permissions or remove it.`, {
      path: file,
      cause: error,
    });
  }
}

/**
 * Reads `<directory>/.env` into `process.env`, where a variable is not set already, if `dotenv` is installed for that
 * directory. Returns a warning when a `.env` speaks of huldra while dotenv is missing. Throws `ConfigurationError` when the
 * file cannot be read.
 */
export function readDotenv(directory: string): string | undefined {
  const file = join(directory, '.env');
  const text = readText(file);
  if (text === undefined) return undefined;
  const dotenv = loadDotenv(directory);
  if (dotenv === undefined) {
    if (!text.includes('HULDRA_')) return undefined;
    return `${file} sets HULDRA_ variables, but the package dotenv is not installed, so they are ignored. Install dotenv, or set them in the environment.`;
  }
  for (const [name, value] of Object.entries(dotenv.parse(text))) process.env[name] ??= value;
  return undefined;
}
