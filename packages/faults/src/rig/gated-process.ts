import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Order, Said } from '../child/gated-plan.js';

const program = fileURLToPath(new URL('../child/gated.js', import.meta.url));

/** For how long a process may be silent after an order, in milliseconds: far longer than any step takes. */
const patienceMs = 120_000;

/** A real process that works on artifacts one step at a time; see child/gated.ts. */
export class GatedProcess {
  readonly pid: number;
  readonly #process: ChildProcess;
  readonly #ended: Promise<void>;
  #heard: ((said: Said | undefined) => void) | undefined;
  readonly #unheard: Said[] = [];
  #stderr = '';
  #isDead = false;

  constructor(root: string, execArgv: readonly string[]) {
    this.#process = spawn(process.execPath, [...execArgv, program, root], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.pid = this.#process.pid ?? 0;
    const { stdout, stderr, stdin } = this.#process;
    if (stdout === null) throw new Error('the process has no standard output');
    stdin?.on('error', () => undefined);
    stderr?.on('data', (chunk) => {
      this.#stderr += String(chunk);
    });
    createInterface({ input: stdout }).on('line', (line) => {
      const said = JSON.parse(line) as Said;
      if (this.#heard === undefined) this.#unheard.push(said);
      else this.#heard(said);
    });
    this.#ended = new Promise((resolve) => {
      this.#process.once('close', () => {
        this.#isDead = true;
        this.#heard?.(undefined);
        resolve();
      });
    });
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /** What it says next. Throws when it says nothing for long, or dies. */
  async hear(): Promise<Said> {
    const said = this.#unheard.shift() ?? (await this.#next());
    if (said !== undefined) return said;
    const how = this.#isDead ? 'died' : 'does not go on';
    throw new Error(`pid ${this.pid} ${how}: ${this.#stderr.slice(-2000)}`);
  }

  /** Lets it do a step, or begin something; resolves to what it says next. */
  tell(order: Order): Promise<Said> {
    this.#process.stdin?.write(JSON.stringify(order));
    return this.hear();
  }

  /** Resolves when it is gone for everybody. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#ended;
  }

  #next(): Promise<Said | undefined> {
    if (this.#isDead) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const timer = setTimeout(() => settle(undefined), patienceMs);
      const settle = (said: Said | undefined): void => {
        clearTimeout(timer);
        this.#heard = undefined;
        resolve(said);
      };
      this.#heard = settle;
    });
  }
}
