import { CorruptArtifactError } from '../errors/index.js';
import { decodeRecord, encodeRecord, readIfPresent, replaceFile } from '../store/index.js';
import { encode } from '../values/index.js';
import { Pace } from './pace.js';
import { numberOf, restoreNumber } from './stored-number.js';

/** How far an attempt had come when `context.progress` was called last. */
export interface Progress {
  /** When, ISO 8601. */
  readonly at: string;
  readonly done: number;
  readonly total?: number;
  readonly label?: string;
}

/** Replacing a file costs more than appending to one, and nobody looks more often. */
const replaceMs = 250;
const maxBytes = 64 * 1024;

/** Keeps the latest progress in a file, replaced a few times a second at most, and up to date once `close` returns. */
export class ProgressFile {
  readonly #path: string;
  readonly #onTrouble: (error: unknown) => void;
  readonly #pace = new Pace(replaceMs, () => this.#write());
  #latest: (() => object) | undefined;
  #isClosed = false;

  /** @param onTrouble told of every write that failed */
  constructor(path: string, onTrouble: (error: unknown) => void) {
    this.#path = path;
    this.#onTrouble = onTrouble;
  }

  record(done: unknown, total: unknown, label: string | undefined): void {
    if (this.#isClosed) return;
    const ms = Date.now();
    this.#latest = () => ({
      schemaVersion: 1,
      at: new Date(ms).toISOString(),
      done: encode(numberOf(done)),
      ...(total === undefined ? {} : { total: encode(numberOf(total)) }),
      ...(label === undefined ? {} : { label }),
    });
    this.#pace.ask();
  }

  /** Writes what is left. Later calls are ignored: the attempt is over. */
  close(): void {
    this.#isClosed = true;
    this.#pace.stop();
    this.#write();
  }

  #write(): void {
    if (this.#latest === undefined) return;
    const record = this.#latest();
    this.#latest = undefined;
    try {
      replaceFile(this.#path, encodeRecord(record, maxBytes), { sync: false });
    } catch (error) {
      this.#onTrouble(error);
    }
  }
}

/** The recorded progress; undefined when there is none, or it is damaged. */
export function readProgress(path: string): Progress | undefined {
  try {
    const bytes = readIfPresent(path, maxBytes);
    if (bytes === undefined) return undefined;
    const { at, done, total, label } = decodeRecord(bytes, path, 1, maxBytes);
    const [doneNumber, totalNumber] = [restoreNumber(done), restoreNumber(total)];
    if (typeof at !== 'string' || doneNumber === undefined) return undefined;
    return {
      at,
      done: doneNumber,
      ...(totalNumber === undefined ? {} : { total: totalNumber }),
      ...(typeof label === 'string' ? { label } : {}),
    };
  } catch (error) {
    if (CorruptArtifactError.is(error)) return undefined;
    throw error;
  }
}
