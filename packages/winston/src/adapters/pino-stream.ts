import { activeScope } from '@huldra/core';
import { joined } from '../text/shown.js';
import { libraryCaller } from './library-caller.js';
import { writeForeign } from './write-foreign.js';

/** What pino writes its lines to. */
export interface PinoStream {
  /** By it `pino(pinoStream())` tells a stream from options. */
  readonly writable: true;
  write(line: string): void;
}

export interface PinoStreamOptions {
  /** Whether records are also shown on huldra's console; by default they are not, for pino users have theirs. */
  readonly console?: boolean;
}

const levels: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};

/** What every line has and the record says elsewhere. */
const common = new Set(['level', 'time', 'pid', 'hostname', 'name', 'msg', 'message', 'v']);

/**
 * A destination for pino, alone or in `pino.multistream`: each record goes into the log of the artifact that is active where
 * it was logged. Not for `pino.transport`, which runs in a thread of its own, where no artifact is active.
 */
export function pinoStream({ console: isShown = false }: PinoStreamOptions = {}): PinoStream {
  const stream: PinoStream = {
    writable: true,
    write(line) {
      const caller = libraryCaller(stream.write);
      const fields = parsed(line);
      const { level, time, name, msg, message } = fields;
      writeForeign(
        {
          time: typeof time === 'number' || typeof time === 'string' ? dateOf(time) : new Date(),
          level: typeof level === 'number' ? (levels[level] ?? String(level)) : String(level ?? 'info'),
          logger: typeof name === 'string' ? name : 'pino',
          caller,
          message: joined(msg ?? message ?? '', detailsOf(fields)),
        },
        isShown,
        activeScope(),
      );
    },
  };
  return stream;
}

function parsed(line: string): Readonly<Record<string, unknown>> {
  try {
    const fields: unknown = JSON.parse(line);
    if (typeof fields === 'object' && fields !== null) return fields as Record<string, unknown>;
  } catch {
    // A pretty printer stands between: then the line is the message.
  }
  return { msg: line.trimEnd() };
}

function dateOf(time: number | string): Date {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? new Date() : date;
}

/** Errors by their stacks, which pino has serialised with their causes; whatever else there is as an object. */
function detailsOf(fields: Readonly<Record<string, unknown>>): readonly unknown[] {
  const details: unknown[] = [];
  const rest: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(fields)) {
    if (common.has(key)) continue;
    const stack = (value as { stack?: unknown } | null)?.stack;
    if (typeof stack === 'string') details.push(stack);
    else rest[key] = value;
  }
  return Object.keys(rest).length === 0 ? details : [rest, ...details];
}
