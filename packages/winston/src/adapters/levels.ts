import type { LogLevel } from '@huldra/core';

const aliases: Readonly<Record<string, LogLevel>> = {
  emerg: 'error',
  alert: 'error',
  crit: 'error',
  critical: 'error',
  fatal: 'error',
  error: 'error',
  warn: 'warn',
  warning: 'warn',
  notice: 'info',
  info: 'info',
  http: 'info',
  log: 'info',
};

/** The level at which a console shows a record of another logger; levels that nobody knows are details. */
export function consoleLevelOf(level: string): LogLevel {
  return aliases[level.toLowerCase()] ?? 'debug';
}
