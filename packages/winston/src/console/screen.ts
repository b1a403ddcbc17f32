import { LiveArea } from './live-area.js';

type Write = NodeJS.WriteStream['write'];

/** Nobody reads any more (`| head`), or the disk is full: unheard, the error would end the process and its computations. */
const ignore = (): void => undefined;

/**
 * A stream that lines are printed to, and on a terminal lines that stay below them. While there are such, whatever else is
 * written to the terminal through `process.stdout` and `process.stderr` is put above them, too.
 */
export class Screen {
  readonly #stream: NodeJS.WritableStream;
  readonly #area: LiveArea | undefined;
  #bars: readonly string[] = [];
  /** Something was written that ended in the middle of a line: bars wait for its end. */
  #isMidLine = false;
  #isOwnWrite = false;
  #unhook: (() => void) | undefined;

  /** Lines below others are only drawn when `isLive`. */
  constructor(stream: NodeJS.WritableStream, isLive: boolean) {
    this.#stream = stream;
    this.#area = isLive ? new LiveArea(stream as NodeJS.WriteStream) : undefined;
    stream.on('error', ignore);
  }

  get isLive(): boolean {
    return this.#area !== undefined;
  }

  /** Prints whole lines. */
  print(text: string): void {
    if (this.#bars.length === 0) {
      this.#stream.write(text);
      return;
    }
    this.#own(() => {
      this.#area?.clear();
      this.#stream.write(text);
      this.#draw();
    });
  }

  /** Draws these lines below all others from now on, in place of those before. */
  showBelow(bars: readonly string[]): void {
    if (this.#area === undefined) return;
    if (bars.length > 0) this.#hook();
    this.#own(() => {
      this.#bars = bars;
      if (bars.length === 0) this.#area?.clear();
      else this.#draw();
    });
    if (bars.length === 0) this.#release();
  }

  close(): void {
    this.showBelow([]);
    this.#stream.off('error', ignore);
  }

  #draw(): void {
    if (this.#bars.length > 0 && !this.#isMidLine) this.#area?.draw(this.#bars);
  }

  #own(work: () => void): void {
    const before = this.#isOwnWrite;
    this.#isOwnWrite = true;
    try {
      work();
    } finally {
      this.#isOwnWrite = before;
    }
  }

  #hook(): void {
    if (this.#unhook !== undefined) return;
    const streams = new Set([process.stdout, process.stderr].filter(({ isTTY }) => isTTY));
    const unhooks = [...streams].map((stream) => this.#hookOne(stream));
    this.#unhook = () => {
      for (const unhook of unhooks) unhook();
    };
  }

  #release(): void {
    this.#unhook?.();
    this.#unhook = undefined;
    this.#isMidLine = false;
  }

  #hookOne(stream: NodeJS.WriteStream): () => void {
    const isOwn = Object.hasOwn(stream, 'write');
    const original: Write = stream.write;
    const hooked = ((...args: Parameters<Write>): boolean => {
      if (this.#isOwnWrite) return Reflect.apply(original, stream, args);
      this.#own(() => this.#area?.clear());
      const isFlowing = Reflect.apply(original, stream, args);
      this.#isMidLine = !endsLine(args[0]);
      this.#own(() => this.#draw());
      return isFlowing;
    }) as Write;
    stream.write = hooked;
    return () => {
      // Somebody may have put a function of their own over it; then theirs stays, and ours lets everything through.
      if (stream.write !== hooked) return;
      if (isOwn) stream.write = original;
      else Reflect.deleteProperty(stream, 'write');
    };
  }
}

function endsLine(chunk: unknown): boolean {
  if (typeof chunk === 'string') return chunk === '' || chunk.endsWith('\n');
  return !(chunk instanceof Uint8Array) || chunk.at(-1) === 0x0a;
}
