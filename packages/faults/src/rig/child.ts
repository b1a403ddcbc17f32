import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Plan, Report } from '../child/plan.js';

const program = fileURLToPath(new URL('../child/main.js', import.meta.url));

export interface ChildOptions {
  readonly execArgv?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A command that the child is run by, such as `['unshare', '--pid', '--uts', '--fork']`. */
  readonly wrapper?: readonly string[];
}

/** A real process that asks for jobs when it is told to. */
export class Child {
  readonly process: ChildProcess;
  readonly reports: Report[] = [];
  /** Resolves when the process has ended, to how. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  readonly #ready: Promise<void>;
  #stderr = '';

  constructor(plan: Plan, { execArgv = [], env = {}, wrapper = [] }: ChildOptions = {}) {
    const [command = process.execPath, ...args] = [
      ...wrapper,
      process.execPath,
      ...execArgv,
      program,
      JSON.stringify(plan),
    ];
    const { NODE_EXTRA_CA_CERTS: _, ...inherited } = process.env;
    this.process = spawn(command, args, { env: { ...inherited, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
    // A child that is dead when it is told to go is not an error of the rig.
    this.process.stdin?.on('error', () => undefined);
    this.process.stderr?.on('data', (chunk) => {
      this.#stderr += String(chunk);
    });
    const stdout = this.process.stdout;
    if (stdout === null) throw new Error('the child has no standard output');
    const lines = createInterface({ input: stdout });
    this.#ready = new Promise((resolve) => {
      lines.on('line', (line) => {
        this.reports.push(JSON.parse(line) as Report);
        resolve();
      });
      this.process.once('close', () => resolve());
    });
    this.ended = new Promise((resolve) => {
      this.process.once('close', (code, signal) => resolve({ code, signal }));
    });
  }

  /** Resolves when the child is loaded and waits (or has died already). */
  ready(): Promise<void> {
    return this.#ready;
  }

  go(): void {
    this.process.stdin?.end('go\n');
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    this.process.kill(signal);
  }

  /** What is wrong with what the child said, given that it was to run to its end. */
  problems(): string[] {
    const problems = this.reports.flatMap((report) => {
      if (report.type === 'error') return [`job ${report.id}: ${report.code} ${report.message}`];
      return report.type === 'value' && !report.isRight ? [`job ${report.id} has a wrong value`] : [];
    });
    const isDone = this.reports.at(-1)?.type === 'done';
    return isDone ? problems : [...problems, `pid ${this.process.pid} did not finish: ${this.#stderr.slice(-2000)}`];
  }
}

/** Starts children, lets them go at the same moment, and waits for all. */
export async function runTogether(children: readonly Child[]): Promise<void> {
  await Promise.all(children.map((child) => child.ready()));
  for (const child of children) child.go();
  await Promise.all(children.map((child) => child.ended));
}
