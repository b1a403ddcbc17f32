import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ResultCodec } from '../metadata/index.js';
import { encodeResult, resultNotStorable } from '../result/index.js';
import { type Success, writeNew } from '../store/index.js';
import { sha256Hex } from '../values/index.js';

/**
 * For classes without `load`: what `create` returned becomes a file of the attempt. Throws a `HuldraError` with the code
 * `RESULT_NOT_STORABLE` when what is read back would differ, or `create` wrote that file itself.
 */
export function storeResult(codec: ResultCodec, dir: string, value: unknown): Success['result'] {
  const stored = encodeResult(codec, value);
  const file = join(dir, codec.file);
  if (existsSync(file)) {
    const why = `create() wrote ${codec.file} itself, the file in which the result is to be stored`;
    throw resultNotStorable(codec, why, 'Choose another name for the file, or give the class a load() that reads it.');
  }
  writeNew(file, stored, { sync: false });
  return { codec: codec.name, file: codec.file, sha256: sha256Hex(stored) };
}
