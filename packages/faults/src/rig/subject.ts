import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Answer, Beginnings, Order } from '../child/order.js';
import { Inbox } from './inbox.js';

const program = fileURLToPath(new URL('../child/subject.js', import.meta.url));

export interface SubjectOptions extends Beginnings {
  readonly execArgv?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A command that the subject is run by, such as `['unshare', '--pid', '--uts', '--fork']`. */
  readonly wrapper?: readonly string[];
}

/** An answer, or how it failed to come. */
export type Reply =
  | Exclude<Answer, { readonly outcome: 'ready' }>
  | { readonly outcome: 'died'; readonly code: number | null; readonly signal: string | null; readonly message: string }
  | { readonly outcome: 'hung' };

/** A real process that carries out orders, one after the other. */
export class Subject {
  readonly process: ChildProcess;
  /** Resolves when the process has ended. */
  readonly ended: Promise<Reply>;
  readonly #answers = new Inbox<Answer>();
  #stderr = '';

  constructor({ execArgv = [], env = {}, wrapper = [], ...beginnings }: SubjectOptions = {}) {
    const node = [process.execPath, ...execArgv, program, JSON.stringify(beginnings)];
    const [command = process.execPath, ...args] = [...wrapper, ...node];
    const { NODE_EXTRA_CA_CERTS: _, ...inherited } = process.env;
    this.process = spawn(command, args, { env: { ...inherited, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
    // A subject that is dead when it gets an order is not an error of the rig.
    this.process.stdin?.on('error', () => undefined);
    this.process.stderr?.on('data', (chunk) => {
      this.#stderr += String(chunk);
    });
    const { stdout } = this.process;
    if (stdout === null) throw new Error('the subject has no standard output');
    createInterface({ input: stdout }).on('line', (line) => {
      this.#answers.put(JSON.parse(line) as Answer);
    });
    this.ended = new Promise((resolve) => {
      const end = (code: number | null, signal: string | null, why = this.#stderr): void => {
        resolve({ outcome: 'died', code, signal, message: why.slice(-2000) });
        this.#answers.close();
      };
      this.process.once('error', (error) => end(null, null, error.message));
      this.process.once('close', (code, signal) => end(code, signal));
    });
  }

  get pid(): number {
    if (this.process.pid === undefined) throw new Error('the subject could not be started');
    return this.process.pid;
  }

  get isOver(): boolean {
    return this.#answers.isClosed;
  }

  /** Resolves when the subject waits for its first order, or has died already. */
  async ready(): Promise<void> {
    await this.#answers.next();
  }

  /** Gives an order and waits for the answer. A subject that does not answer in time is killed. */
  async ask(order: Order): Promise<Reply> {
    if (!this.isOver) this.process.stdin?.write(`${JSON.stringify(order)}\n`);
    const answer = await this.#answers.next();
    if (answer === 'hung') this.process.kill('SIGKILL');
    if (answer === 'hung') return { outcome: 'hung' };
    return answer === undefined || answer.outcome === 'ready' ? this.ended : answer;
  }

  /** Lets the process come to its end, and kills it when it does not. */
  async end(): Promise<void> {
    this.process.stdin?.end();
    const timer = setTimeout(() => this.process.kill('SIGKILL'), 5000);
    await this.ended;
    clearTimeout(timer);
  }
}
