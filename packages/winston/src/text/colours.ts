import { inspect } from 'node:util';
import type { LogLevel } from '@huldra/core';

export type Style = 'green' | 'yellow' | 'cyan' | 'red' | 'gray' | 'blue';

/** How the level of a line is shown: by the colour of its place in the source. */
export const levelStyles: Readonly<Record<LogLevel, Style>> = {
  debug: 'gray',
  info: 'blue',
  warn: 'yellow',
  error: 'red',
};

const isSet = (value: string | undefined): boolean => value !== undefined && value !== '';

/** `NO_COLOR` (https://no-color.org) goes before `FORCE_COLOR`, and both before what the stream is. */
export function isColoured(stream: { readonly isTTY?: boolean }, environment = process.env): boolean {
  if (isSet(environment.NO_COLOR)) return false;
  const forced = environment.FORCE_COLOR;
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return stream.isTTY === true && environment.TERM !== 'dumb';
}

/** Whether lines may be drawn over: on a terminal that a person watches, and not in a CI job that has been given one. */
export function isLive(stream: { readonly isTTY?: boolean }, environment = process.env): boolean {
  const isCi = isSet(environment.CI) && environment.CI !== 'false' && environment.CI !== '0';
  return stream.isTTY === true && environment.TERM !== 'dumb' && !isCi;
}

/** Not by `styleText`, which on newer Nodes asks standard output, of all streams, whether to colour. */
export function coloured(style: Style, text: string): string {
  const [begin, end] = inspect.colors[style] ?? [0, 0];
  return `\u001b[${begin}m${text}\u001b[${end}m`;
}
