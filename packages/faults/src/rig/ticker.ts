import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../child/ticker.js', import.meta.url));

/** Measures for how long a heartbeat is hindered here by all the rest that goes on; see child/ticker.ts. */
export class Ticker {
  readonly #process: ChildProcess;
  readonly #said: Promise<string>;

  /** In a directory, by a command that makes it visible. */
  constructor(directory: string, wrapper: readonly string[] = []) {
    const [command = process.execPath, ...args] = [...wrapper, process.execPath, program, directory];
    this.#process = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    let said = '';
    this.#process.stdout?.on('data', (chunk) => {
      said += String(chunk);
    });
    this.#said = new Promise((resolve) => {
      this.#process.once('close', () => resolve(said));
    });
  }

  /** For how long at most, in milliseconds. Ends the process. */
  async end(): Promise<number> {
    this.#process.stdin?.end();
    return Number(await this.#said);
  }
}
