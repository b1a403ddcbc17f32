import {
  type ConsoleLevel,
  type HuldraEvent,
  type LogEvent,
  type LogLevel,
  type RunEvent,
  subscribe,
} from '@huldra/core';
import { processWide } from '../process-wide.js';
import { Requests } from '../requests.js';
import { placeOf } from '../source/place.js';
import { isColoured, isLive } from '../text/colours.js';
import { consoleLine } from '../text/console-line.js';
import { decisionOf, newsOf, type Told } from '../text/events.js';
import { runLine, runStatus } from '../text/run.js';
import { joined } from '../text/shown.js';
import { Progress } from './progress.js';
import { Screen } from './screen.js';

const order: Record<ConsoleLevel, number> = { debug: 0, info: 1, warn: 2, error: 3, silent: 4 };

export interface ConsoleSinkOptions {
  /** Lines below this level are not shown. Asked for at every line, so that settings may change. */
  readonly level: () => ConsoleLevel;
  /** Where lines go; standard error by default, so that a program's own output stays clean. */
  readonly stream?: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  /** How often a line tells the progress where no bar can be drawn, in seconds; 10 by default. */
  readonly progressEverySecs?: number;
}

/** What a console prints for others than the runtime: records of winston, for one. */
export interface ConsoleRecord {
  readonly level: LogLevel;
  readonly depth: number;
  readonly at: string | undefined;
  readonly message: string;
}

/** Bars are drawn at most this often, in milliseconds. */
const frameMs = 80;

const sinks = processWide('console-sinks', () => new Map<unknown, Console>());

/**
 * Prints what the runtime says and what `ctx.log` is told as compact lines, `HHMMSS file.ts:12 message`, nested artifacts indented,
 * and on a terminal the progress as bars below them. Calling it again for the same stream replaces the earlier sink, so
 * nothing is printed twice. Returns the function that ends it.
 */
export function consoleSink(options: ConsoleSinkOptions): () => void {
  const stream = options.stream ?? process.stderr;
  sinks.get(stream)?.end();
  const sink = new Console(stream, options);
  sinks.set(stream, sink);
  return () => {
    sink.end();
    if (sinks.get(stream) === sink) sinks.delete(stream);
  };
}

/** Whether anything is printed anywhere. */
export function hasConsole(): boolean {
  return sinks.size > 0;
}

/** Prints a record on every console there is. */
export function printRecord(record: ConsoleRecord): void {
  for (const sink of sinks.values()) sink.print(record);
}

class Console {
  readonly #stream: NonNullable<ConsoleSinkOptions['stream']>;
  readonly #options: ConsoleSinkOptions;
  readonly #screen: Screen;
  readonly #requests = new Requests();
  readonly #progress = new Progress();
  readonly #unsubscribe: () => void;
  #drawnMs = Number.NEGATIVE_INFINITY;
  /** The run under way, as it last told. */
  #run: RunEvent | undefined;
  #runSaidMs = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(stream: NonNullable<ConsoleSinkOptions['stream']>, options: ConsoleSinkOptions) {
    this.#stream = stream;
    this.#options = options;
    this.#screen = new Screen(stream, isLive(stream));
    this.#unsubscribe = subscribe((event) => this.#tell(event));
  }

  end(): void {
    this.#unsubscribe();
    clearTimeout(this.#timer);
    this.#screen.close();
  }

  print({ level, depth, at, message }: ConsoleRecord): void {
    if (!this.#shows(level)) return;
    this.#line(level, depth, at, [{ text: message }]);
  }

  get #everyMs(): number {
    return (this.#options.progressEverySecs ?? 10) * 1000;
  }

  #shows(level: LogLevel): boolean {
    return order[level] >= order[this.#options.level()];
  }

  #tell(event: HuldraEvent): void {
    this.#requests.note(event);
    if (event.type === 'log') this.#sayLog(event);
    else if (event.type === 'progress') this.#advance(event);
    else if (event.type === 'run') this.#sayRun(event);
    else {
      const isRepeated = event.type === 'waiting' && !this.#requests.beginsToWait(event.artifact);
      const decision = isRepeated ? undefined : decisionOf(event);
      this.#say(event, decision);
      // The first line about a wait says everything; those that follow say that it lasts.
      if (event.type !== 'waiting' || decision === undefined) this.#say(event, newsOf(event));
      if (event.type === 'published' || event.type === 'failed') this.#finish(event);
    }
    this.#requests.forget(event);
  }

  #say(event: HuldraEvent, told: Told | undefined): void {
    if (told === undefined || !this.#shows(told.level)) return;
    const at = placeOf(this.#requests.callerOf(event)?.())?.short;
    this.#line(told.level, 'depth' in event ? event.depth : 0, at, told.segments);
  }

  #sayLog(event: LogEvent): void {
    if (!this.#shows(event.level)) return;
    const text = joined(event.message, event.details);
    this.#line(event.level, event.depth, placeOf(event.caller())?.short, [{ text }]);
  }

  /** A worker's own runs are the affair of its artifacts. */
  #sayRun(event: RunEvent): void {
    if (event.worker !== undefined || !this.#shows('info')) return;
    if (event.message !== undefined) {
      this.#runSaidMs = performance.now();
      this.#line('info', 0, undefined, [{ text: runLine(event), style: event.failed > 0 ? 'red' : 'cyan' }]);
    }
    this.#run = event.reason === 'finished' ? undefined : event;
    if (this.#screen.isLive) this.#drawSoon(event.reason === 'progress' ? performance.now() : Number.POSITIVE_INFINITY);
    else if (event.reason === 'progress' && this.#isRunDue())
      this.#line('info', 0, undefined, [{ text: runStatus(event) }]);
  }

  /** Whether it is time for a line about the run where none can be drawn over. */
  #isRunDue(): boolean {
    const nowMs = performance.now();
    if (nowMs - this.#runSaidMs < this.#everyMs) return false;
    this.#runSaidMs = nowMs;
    return true;
  }

  #line(level: LogLevel, depth: number, at: string | undefined, segments: Told['segments']): void {
    this.#screen.print(consoleLine({ time: new Date(), level, depth, at, segments }, isColoured(this.#stream)));
  }

  #advance(event: Extract<HuldraEvent, { type: 'progress' }>): void {
    if (!this.#shows('info')) return;
    const { artifact, depth, done, total, label } = event;
    const nowMs = performance.now();
    // `create` runs one level below the request that it answers; its bar stands where the request's lines do.
    const level = Math.max(0, depth - 1);
    const isDue = this.#progress.update(artifact, level, nowMs, [done, total, label], this.#everyMs);
    if (this.#screen.isLive) this.#drawSoon(nowMs);
    else if (isDue) {
      const at = placeOf(this.#requests.callerOf(event)?.())?.short;
      this.#line('info', level, at, [{ text: this.#progress.lineOf(artifact) }]);
    }
  }

  #drawSoon(nowMs: number): void {
    if (nowMs - this.#drawnMs >= frameMs) this.#draw();
    // Nobody may call again soon, and the last value is the one that counts.
    else this.#timer ??= setTimeout(() => this.#draw(), frameMs).unref();
  }

  #draw(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#drawnMs = performance.now();
    const columns = this.#stream.columns ?? 80;
    const status = this.#run === undefined ? [] : [runStatus(this.#run).slice(0, columns - 1)];
    this.#screen.showBelow([...this.#progress.bars(columns, isColoured(this.#stream)), ...status]);
  }

  #finish({ artifact }: { readonly artifact: Parameters<Progress['end']>[0] }): void {
    if (this.#progress.end(artifact) && this.#screen.isLive) this.#draw();
  }
}
