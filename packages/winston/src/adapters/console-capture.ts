import { format } from 'node:util';
import { activeScope, captureCaller } from '@huldra/core';
import { processWide } from '../process-wide.js';
import { joined } from '../text/shown.js';
import { writeForeign } from './write-foreign.js';

const levels = { debug: 'debug', log: 'info', info: 'info', warn: 'warn', error: 'error' } as const;
type Method = keyof typeof levels;

const capture = processWide('console-capture', (): { users: number; restore: () => void } => ({
  users: 0,
  restore: () => undefined,
}));

/**
 * From now on whatever code prints with `console.debug`, `log`, `info`, `warn` and `error` is also written into the log of the
 * active artifact, or into `<root>/huldra.log`; it is printed as before. Returns the function that restores the console; called
 * several times, the last one restores it.
 */
export function captureConsole(): () => void {
  capture.users += 1;
  if (capture.users === 1) capture.restore = replaceMethods();
  let isOver = false;
  return () => {
    if (isOver) return;
    isOver = true;
    capture.users -= 1;
    if (capture.users === 0) capture.restore();
  };
}

function replaceMethods(): () => void {
  const restores = (Object.keys(levels) as Method[]).map(replace);
  return () => {
    for (const restore of restores) restore();
  };
}

/** Writing a record may warn, and a warning may be printed: that is no record. */
const state = { isWriting: false };

function replace(method: Method): () => void {
  const original = console[method];
  const captured = (...args: unknown[]): void => {
    Reflect.apply(original, console, args);
    if (state.isWriting) return;
    state.isWriting = true;
    try {
      const caller = captureCaller(captured)();
      const record = { time: new Date(), level: levels[method], logger: 'console', caller, message: textOf(args) };
      writeForeign(record, false, activeScope());
    } finally {
      state.isWriting = false;
    }
  };
  console[method] = captured;
  return () => {
    // Whoever put a function of their own over ours in the meantime keeps it.
    if (console[method] === captured) console[method] = original;
  };
}

/** As the console itself puts its arguments together, `%s` and the like included. */
function textOf(args: readonly unknown[]): string {
  const [first, ...rest] = args;
  return typeof first === 'string' && first.includes('%')
    ? joined(format(first, ...rest), [])
    : joined(first ?? '', rest);
}
