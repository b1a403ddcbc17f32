import { harmlessBlock, harmlessWord } from './harmless.js';

/** One thing that was logged, ready to be written: without secrets, and still as it was otherwise. */
export interface LogRecord {
  readonly time: Date;
  readonly level: string;
  /** Who logs: `context` for `ctx.log`, `huldra` for the runtime, the user's name or label for other loggers. */
  readonly logger: string;
  /** `file:line`, if it is known. */
  readonly at: string | undefined;
  /** May have several lines. */
  readonly message: string;
}

/** Stands between two calls in the log of an artifact. */
export const separator = `${'-'.repeat(80)}\n`;

/** Further lines of a record are indented; only the first begins with a time. */
const indent = '    ';

/** `2026-11-26T15:12:03.123Z [INFO] context src/pipeline.ts:12 message`, ended by a newline. */
export function fileRecord({ time, level, logger, at, message }: LogRecord): string {
  const head = `[${level.toUpperCase()}] ${logger}${at === undefined ? '' : ` ${at}`}`;
  return `${time.toISOString()} ${harmlessWord(head)} ${harmlessBlock(message, indent)}\n`;
}
