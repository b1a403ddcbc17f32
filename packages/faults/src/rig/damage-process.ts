import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Chunk, Said } from '../child/damage/plan.js';
import { Inbox } from './inbox.js';

const program = fileURLToPath(new URL('../child/damage.js', import.meta.url));

/** What came of a chunk, as far as the process got. */
export interface ChunkResult {
  readonly refused: number;
  readonly problems: readonly string[];
  /** The trial by which it hung or died. */
  readonly stuckAt?: number;
}

/** A real process that damages files and uses them. */
export class DamageProcess {
  readonly #process: ChildProcess;
  readonly #said = new Inbox<Said>();
  readonly #ended: Promise<void>;
  #stderr = '';

  /** Works in `directory`, which must not exist. */
  constructor(directory: string, abandoned: string, execArgv: readonly string[]) {
    const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
    const args = [...execArgv, program, directory, abandoned];
    this.#process = spawn(process.execPath, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
    // What is dead when it is told something is not an error of the rig.
    this.#process.stdin?.on('error', () => undefined);
    this.#process.stderr?.on('data', (chunk) => {
      this.#stderr = `${this.#stderr}${String(chunk)}`.slice(-4000);
    });
    const { stdout } = this.#process;
    if (stdout === null) throw new Error('the process has no standard output');
    createInterface({ input: stdout }).on('line', (line) => {
      this.#said.put(JSON.parse(line) as Said);
    });
    this.#ended = new Promise((resolve) => {
      this.#process.once('close', () => {
        this.#said.close();
        resolve();
      });
    });
  }

  get isOver(): boolean {
    return this.#said.isClosed;
  }

  /** Resolves when it waits for its first chunk. Throws when it does not come so far. */
  async ready(): Promise<void> {
    const said = await this.#said.next();
    if (said === undefined || said === 'hung') throw new Error(`no damage can be done: ${said} ${this.#stderr}`);
  }

  async do(chunk: Chunk): Promise<ChunkResult> {
    this.#process.stdin?.write(`${JSON.stringify(chunk)}\n`);
    const problems: string[] = [];
    let at = chunk.from;
    for (;;) {
      const said = await this.#said.next();
      if (said === 'hung' || said === undefined) {
        const what = said === 'hung' ? 'hung' : `the process died: ${this.#stderr}`;
        await this.kill();
        return { refused: 0, problems: [...problems, `${chunk.file}, trial ${at}: ${what}`], stuckAt: at };
      }
      if (said.type === 'begins') at = said.index;
      else if (said.type === 'broken') problems.push(...said.problems.map((problem) => `${said.about}: ${problem}`));
      else if (said.type === 'done') return { refused: said.refused, problems };
    }
  }

  /** Resolves when it is dead. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#ended;
  }
}
