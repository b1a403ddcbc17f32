import { createRequire } from 'node:module';
import type { Readable } from 'node:stream';
import { activeScope, captureCaller } from '@huldra/core';
import type TransportStream from 'winston-transport';
import { isLoggingLibrary } from './passed-over.js';
import { HeldBack, originOf } from './scope.js';
import { type Info, levelOf, loggerOf, messageOf } from './winston-info.js';
import { writeForeign } from './write-foreign.js';

export interface HuldraTransportOptions {
  /** The least important level to write; by default the logger's. */
  readonly level?: string;
  readonly handleExceptions?: boolean;
  readonly handleRejections?: boolean;
  /** Whether records are also shown on huldra's console; `if-alone`: if the logger has no other transport. False by default. */
  readonly console?: boolean | 'if-alone';
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
    readonly #sources = new Set<Source>();
    #heldBack: HeldBack | undefined;

    constructor({ console: isShown = false, ...options }: HuldraTransportOptions = {}) {
      super(options);
      this.#console = isShown;
      this.on('pipe', (source: Source) => {
        this.#sources.add(source);
        source.on('pause', this.#hold);
      });
      this.on('unpipe', (source: Source) => {
        this.#sources.delete(source);
        source.off('pause', this.#hold);
      });
    }

    override log(info: Info, next: () => void): void {
      const origin = originOf(info);
      const caller = origin?.caller ?? captureCaller(this.log, isLoggingLibrary);
      writeForeign(
        {
          time: origin?.time ?? new Date(),
          level: levelOf(info),
          logger: loggerOf(info),
          caller: origin === undefined && this.#heldBack !== undefined ? undefined : caller(),
          message: messageOf(info),
        },
        this.#isShown(),
        origin === undefined ? this.#scope() : origin.scope,
      );
      this.#letGo();
      next();
    }

    /** A transport beside this one is slow: from now on records come later, in somebody else's asynchronous context. */
    readonly #hold = (): void => {
      this.#heldBack ??= new HeldBack();
    };

    #scope(): ReturnType<typeof activeScope> | HeldBack['scope'] {
      return this.#heldBack === undefined ? activeScope() : this.#heldBack.scope;
    }

    /** Everything that was held back has come; what is logged from the next tick on comes at once again. */
    #letGo(): void {
      if (this.#heldBack === undefined || this.#isWaiting()) return;
      process.nextTick(() => {
        if (!this.#isWaiting()) this.#heldBack = undefined;
      });
    }

    #isWaiting(): boolean {
      return [...this.#sources].some(
        (source) => source.isPaused() || source.readableLength > 0 || (source.writableLength ?? 0) > 0,
      );
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
