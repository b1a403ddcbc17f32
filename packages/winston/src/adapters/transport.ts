import { createRequire } from 'node:module';
import type { Readable } from 'node:stream';
import type TransportStream from 'winston-transport';
import { libraryCaller } from './library-caller.js';
import { LastSeen, type Origin, originOf } from './scope.js';
import { type Info, levelOf, loggerOf, messageOf } from './winston-info.js';
import { writeForeign } from './write-foreign.js';

export interface HuldraTransportOptions {
  /** The least important level to write; by default the logger's. */
  readonly level?: string;
  readonly handleExceptions?: boolean;
  readonly handleRejections?: boolean;
  /** Whether records are also shown on huldra's console; `if-alone`: if the logger has no other transport. False by default. */
  readonly console?: boolean | 'if-alone';
  /** Whether each record says the place in the source that logged it. Finding it is half of what a record costs. True by default. */
  readonly places?: boolean;
}

/** What a logger tells of itself beyond a stream. */
interface Source extends Readable {
  readonly transports?: readonly unknown[];
  readonly writableLength?: number;
}

const brand = Symbol.for('huldra.transport');

/** Whether a transport is huldra's, of this or another loaded copy of the package. */
export function isHuldraTransport(transport: unknown): boolean {
  return typeof transport === 'object' && transport !== null && brand in transport;
}

type TransportClass = new (options?: HuldraTransportOptions) => TransportStream;

let madeClass: TransportClass | undefined;

/** winston-transport costs a script that never logs through winston dearly, so it is loaded with the first transport. */
function transportClass(): TransportClass {
  const Base = createRequire(import.meta.url)('winston-transport') as typeof TransportStream;

  return class extends Base {
    readonly [brand] = true;
    readonly #console: boolean | 'if-alone';
    readonly #places: boolean;
    readonly #sources = new Set<Source>();
    readonly #lastSeen = new LastSeen();

    constructor({ console: isShown = false, places = true, ...options }: HuldraTransportOptions = {}) {
      super(options);
      this.#console = isShown;
      this.#places = places;
      this.on('pipe', (source: Source) => this.#sources.add(source));
      this.on('unpipe', (source: Source) => this.#sources.delete(source));
    }

    override log(info: Info, next: () => void): void {
      const { scope, time, caller } = originOf(info) ?? this.#origin();
      const record = { time, level: levelOf(info), logger: loggerOf(info), caller: caller(), message: messageOf(info) };
      writeForeign(record, this.#isShown(), scope);
      next();
    }

    #origin(): Origin {
      const time = new Date();
      if (this.#isLate()) return { scope: this.#lastSeen.scope, time, caller: () => undefined };
      return { scope: this.#lastSeen.see(), time, caller: () => (this.#places ? libraryCaller(this.log) : undefined) };
    }

    /**
     * Whether the record that comes now was held back, because a transport beside this one is slow. Then it comes in somebody
     * else's asynchronous context; at once, its logger is in the middle of writing it, and keeps no other.
     */
    #isLate(): boolean {
      if (this.#sources.size === 0) return false;
      for (const { readableLength, writableLength = 1 } of this.#sources) {
        if (readableLength === 0 && writableLength > 0) return false;
      }
      return true;
    }

    #isShown(): boolean {
      if (this.#console !== 'if-alone') return this.#console;
      return [...this.#sources].every(({ transports = [] }) => transports.length < 2);
    }
  };
}

/**
 * A winston transport that writes each record into `huldra.log` of the artifact that is active where it was logged, and into
 * `<root>/huldra.log` otherwise. It changes neither the logger nor its formats.
 */
export const HuldraTransport = function HuldraTransport(options?: HuldraTransportOptions): TransportStream {
  madeClass ??= transportClass();
  return new madeClass(options);
} as unknown as TransportClass;
