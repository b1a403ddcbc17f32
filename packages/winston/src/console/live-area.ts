import { createRequire } from 'node:module';

/** What is used of log-update (7.2): draws text over what it drew before, at the bottom of a terminal. */
interface LogUpdate {
  (text: string): void;
  clear(): void;
  done(): void;
}

/**
 * Lines at the bottom of a terminal that are drawn over and over, such as progress bars.
 *
 * log-update is loaded when the first line is drawn, and by `require`, because it must be there at once: a `create` that computes
 * without a pause gives no import the time to end.
 */
export class LiveArea {
  readonly #stream: NodeJS.WriteStream;
  #update: LogUpdate | undefined;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  draw(lines: readonly string[]): void {
    this.#update ??= this.#load();
    this.#update(lines.join('\n'));
  }

  clear(): void {
    this.#update?.clear();
  }

  #load(): LogUpdate {
    const { createLogUpdate } = createRequire(import.meta.url)('log-update') as {
      createLogUpdate(stream: NodeJS.WriteStream, options: { showCursor: boolean }): LogUpdate;
    };
    // Hiding the cursor would bring handlers for signals along, and leave it hidden when the process is killed.
    return createLogUpdate(this.#stream, { showCursor: true });
  }
}
