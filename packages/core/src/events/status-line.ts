import type { RunEvent } from './events.js';

const eraseLine = '\r\u001b[2K';

/** Where there is no terminal to rewrite a line on, how often one is printed. */
const lineEveryMs = 10_000;

/** So many of the artifacts being computed are named. */
const maxNamed = 3;

/** The last line of a terminal, rewritten as a run goes on; elsewhere a line now and then. */
export class StatusLine {
  readonly #stream: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
  #shown = '';
  #printedAt = performance.now();

  constructor(stream: NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number }) {
    this.#stream = stream;
  }

  /** A line to print as any other, or undefined when the terminal shows it, or it is too early for the next. */
  tell(event: RunEvent): string | undefined {
    const isLast = event.reason === 'finished';
    if (event.reason !== 'progress') {
      this.#printedAt = performance.now();
      this.#shown = isLast ? '' : this.#shown;
      return `run: ${event.message ?? describeRun(event)}${isLast ? ` in ${duration(event.elapsedMs)}` : ''}`;
    }
    if (this.#stream.isTTY === true) {
      this.#shown = describeRun(event).slice(0, (this.#stream.columns ?? 80) - 1);
      this.#stream.write(`${eraseLine}${this.#shown}`);
      return undefined;
    }
    if (performance.now() - this.#printedAt < lineEveryMs) return undefined;
    this.#printedAt = performance.now();
    return `run: ${describeRun(event)}`;
  }

  /** Prints above the status. */
  print(text: string): void {
    if (this.#stream.isTTY === true) this.#stream.write(`${eraseLine}${text}${this.#shown}`);
    else this.#stream.write(text);
  }
}

/** `12/40 done, 1 failed, 2 running, 1 waiting, 1:03: Train 3f9a12c 40% epoch 2, …` */
function describeRun({ done, total, failed, waiting, running, elapsedMs }: RunEvent): string {
  const counts = [
    `${done}/${total} done`,
    ...(failed === 0 ? [] : [`${failed} failed`]),
    `${running.length} running`,
    ...(waiting === 0 ? [] : [`${waiting} waiting`]),
    duration(elapsedMs),
  ].join(', ');
  const named = running.slice(0, maxNamed).map((one) => {
    const percent =
      one.done !== undefined && one.total !== undefined && one.total > 0
        ? ` ${Math.floor((100 * one.done) / one.total)}%`
        : '';
    const label = one.label === undefined ? '' : ` ${one.label}`;
    return `${one.artifact.className} ${one.artifact.hash.slice(0, 7)}${percent}${label}`;
  });
  if (running.length > maxNamed) named.push('…');
  return named.length === 0 ? counts : `${counts}: ${named.join(', ')}`;
}

function duration(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const two = (number: number) => String(number).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
