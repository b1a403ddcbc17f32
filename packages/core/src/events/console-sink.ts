import { inspect, stripVTControlCharacters } from 'node:util';
import { messageOf } from '../errors/index.js';
import { shared } from '../process/shared-state.js';
import { subscribe } from './bus.js';
import type { ArtifactRef, HuldraEvent, LogLevel, RunEvent } from './events.js';
import { StatusLine } from './status-line.js';

type Style = 'green' | 'yellow' | 'cyan' | 'red' | 'gray';

interface Line {
  readonly level: LogLevel;
  readonly style: Style;
  readonly text: string;
}

const order: Record<ConsoleLevel, number> = { debug: 0, info: 1, warn: 2, error: 3, silent: 4 };

/** How many hex digits of a hash a person is shown; the unique prefix that names an artifact is at least as long. */
const shownDigits = 7;

function name({ className, hash }: ArtifactRef): string {
  return `${className} ${hash.slice(0, shownDigits)}`;
}

function seconds(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** Control characters of a message must neither forge lines nor drive the terminal. */
function harmless(text: string): string {
  return stripVTControlCharacters(text).replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}

function describe(event: HuldraEvent): Line | undefined {
  switch (event.type) {
    case 'hit': {
      const decision = event.reason === 'waited' ? 'wait->load' : 'success->load';
      return { level: 'info', style: 'green', text: `loadOrCreate ${name(event.artifact)} (${decision})` };
    }
    case 'started':
      return { level: 'info', style: 'yellow', text: `loadOrCreate ${name(event.artifact)} (${event.reason}->create)` };
    case 'waiting': {
      const owner = event.owner;
      const whom = owner === undefined ? '' : ` for ${owner.host} pid ${owner.pid} since ${owner.since}`;
      const beat = event.heartbeatAgeMs === undefined ? '' : `, heartbeat ${seconds(event.heartbeatAgeMs)} ago`;
      const text = `loadOrCreate ${name(event.artifact)} (${event.reason}->wait)${whom}${beat}`;
      return { level: 'info', style: 'cyan', text };
    }
    case 'published': {
      const text = `published ${name(event.artifact)} in ${seconds(event.durationMs)} (files: ${event.files})`;
      return { level: 'info', style: 'green', text };
    }
    case 'failed': {
      const text = `${event.reason === 'error' ? 'failed' : event.reason} ${name(event.artifact)} after ${seconds(event.durationMs)}: ${messageOf(event.error)}`;
      return { level: 'error', style: 'red', text };
    }
    case 'invalidated':
      return { level: 'warn', style: 'yellow', text: `invalidated ${name(event.artifact)}: ${event.reason}` };
    case 'log': {
      const style = event.level === 'error' ? 'red' : event.level === 'warn' ? 'yellow' : 'gray';
      const details = event.details.map((detail) => ` ${typeof detail === 'string' ? detail : inspect(detail)}`);
      return { level: event.level, style, text: `[${event.artifact.className}] ${event.message}${details.join('')}` };
    }
    case 'warning':
      return { level: 'warn', style: 'yellow', text: event.message };
    case 'run':
    case 'progress':
    case 'metric':
      return undefined;
  }
}

/** Whatever concerns a run as a whole; a worker's own runs are its artifacts' affair. */
function describeRun(event: RunEvent, status: StatusLine, level: ConsoleLevel): Line | undefined {
  if (event.worker !== undefined || order[level] > order.info) return undefined;
  const text = status.tell(event);
  const style = event.failed > 0 ? 'red' : event.reason === 'interrupted' ? 'yellow' : 'cyan';
  return text === undefined ? undefined : { level: 'info', style, text };
}

/** The least important lines to show; `silent` shows none. */
export type ConsoleLevel = LogLevel | 'silent';

export interface ConsoleSinkOptions {
  /** Lines below this level are not shown. Asked for at every event, so that settings may change. */
  readonly level: () => ConsoleLevel;
  /** Where lines go; standard error by default, so that a program's own output stays clean. */
  readonly stream?: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

function isColoured(stream: { readonly isTTY?: boolean }): boolean {
  if (process.env.NO_COLOR !== undefined && process.env.NO_COLOR !== '') return false;
  const forced = process.env.FORCE_COLOR;
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return stream.isTTY === true;
}

/** Nobody reads any more (`| head`), or the disk is full: unheard, the error would end the process and its computations. */
const ignore = (): void => undefined;

/** Not by `styleText`, which on newer Nodes asks standard output, of all streams, whether to colour. */
function coloured(style: Style, text: string): string {
  const [begin, end] = inspect.colors[style] ?? [0, 0];
  return `\u001b[${begin}m${text}\u001b[${end}m`;
}

const sinks = shared('console-sinks', () => new Map<unknown, () => void>());

/**
 * Prints what the runtime says as compact lines, `HHMMSS message`, nested artifacts indented. Calling it again for the same stream replaces the
 * earlier sink, so nothing is printed twice. Returns the function that ends it.
 */
export function consoleSink({ level, stream = process.stderr }: ConsoleSinkOptions): () => void {
  sinks.get(stream)?.();
  stream.on('error', ignore);
  const status = new StatusLine(stream);
  const unsubscribe = subscribe((event) => {
    const line = event.type === 'run' ? describeRun(event, status, level()) : describe(event);
    if (line === undefined || order[line.level] < order[level()]) return;
    const time = new Date().toTimeString().slice(0, 8).replaceAll(':', '');
    const indent = '  '.repeat('depth' in event ? event.depth : 0);
    const text = harmless(line.text).replaceAll('\n', `\n       ${indent}`);
    status.print(`${time} ${indent}${isColoured(stream) ? coloured(line.style, text) : text}\n`);
  });
  const end = () => {
    unsubscribe();
    stream.off('error', ignore);
    if (sinks.get(stream) === end) sinks.delete(stream);
  };
  sinks.set(stream, end);
  return end;
}
