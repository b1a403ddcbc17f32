import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ArtifactState } from '@huldra/core';
import { afterAll, afterEach } from '@jest/globals';

const program = fileURLToPath(new URL('../fixtures/worker.mjs', import.meta.url));

/** See fixtures/sabotage.mjs. */
export interface Sabotage {
  readonly below: string;
  readonly at: number;
  readonly what: 'SIGKILL' | 'SIGSTOP' | 'EIO' | 'ENOSPC' | 'EMFILE' | 'EROFS';
  readonly done?: boolean;
  readonly times?: number;
  readonly changesOnly?: boolean;
  readonly passesMs?: number;
}

/** See fixtures/job.mjs. */
export interface How {
  readonly ledger?: string;
  readonly ms?: number;
  readonly parentMs?: number;
  readonly busy?: boolean;
  readonly failure?: string;
  readonly bytes?: number;
  readonly isLockingUp?: boolean;
  readonly isOpeningFiles?: boolean;
}

export interface PlainError {
  readonly typed: boolean;
  readonly name: string;
  readonly code: string;
  readonly retryable: boolean;
  readonly message: string;
  readonly cause: string | undefined;
}

/** What became of a request. */
export interface Answer<T = string> {
  readonly id: number;
  readonly value?: T;
  readonly error?: PlainError;
  /** `type reason` of what was said meanwhile. */
  readonly events: readonly string[];
}

interface Report {
  readonly type: string;
  readonly id?: number;
  readonly tag?: number;
}

const ofTest = new Set<ChildProcess>();
const ofFile = new Set<ChildProcess>();

function killAll(children: Set<ChildProcess>): void {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
}

afterEach(() => killAll(ofTest));
afterAll(() => killAll(ofFile));

export interface WorkerOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** A command that runs the process, such as `unshare`. */
  readonly wrapper?: readonly string[];
  /** It is used by several tests of a file, and dies after the last. */
  readonly isShared?: boolean;
}

/** A real process that asks for jobs as it is told. It dies with the test that started it. */
export class Worker {
  readonly process: ChildProcess;
  /** Resolves when the process has ended, to the signal that ended it. */
  readonly ended: Promise<NodeJS.Signals | null>;
  readonly #reports: Report[] = [];
  #wake: (() => void)[] = [];
  #lastTag = 0;

  private constructor(root: string, { env = {}, wrapper = [], isShared = false }: WorkerOptions) {
    const [command = process.execPath, ...args] = [...wrapper, process.execPath, program];
    this.process = spawn(command, args, {
      // What runs the process complains when that is killed.
      stdio: ['ignore', 'inherit', wrapper.length === 0 ? 'inherit' : 'ignore', 'ipc'],
      env: { ...process.env, HULDRA_PATH: root, HULDRA_FSYNC: 'false', ...env },
    });
    (isShared ? ofFile : ofTest).add(this.process);
    this.ended = new Promise((resolve) => {
      this.process.once('exit', (_, signal) => resolve(signal));
    });
    const wakeAll = (): void => {
      for (const wake of this.#wake.splice(0)) wake();
    };
    this.process.on('message', (report: Report) => {
      this.#reports.push(report);
      wakeAll();
    });
    this.process.once('disconnect', wakeAll);
  }

  static async start(root: string, options: WorkerOptions = {}): Promise<Worker> {
    const worker = new Worker(root, options);
    await worker.#next((report) => report.type === 'ready');
    return worker;
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  signal(signal: NodeJS.Signals): void {
    this.process.kill(signal);
  }

  /** Resolves when the process has been stopped by a signal, or was ended by one. */
  async stopped(): Promise<void> {
    while (/^State:\s+[^TZX]/m.test(statusOf(this.pid))) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.ended;
  }

  how(settings: How): void {
    this.#tell({ do: 'how', settings });
  }

  configure(settings: object): void {
    this.#tell({ do: 'configure', settings });
  }

  /** Lets the process become another user; it has to be root for that. */
  become(uid: number): void {
    this.#tell({ do: 'uid', uid });
  }

  arm(sabotage: Sabotage | undefined): void {
    this.#tell({ do: 'arm', sabotage });
  }

  /** Counts from when create throws. */
  armAtFailure(sabotage: Sabotage): void {
    this.#tell({ do: 'armAtFailure', sabotage });
  }

  /** How many operations were counted since `arm`. */
  async counted(): Promise<number> {
    this.#tell({ do: 'counted' });
    const report = await this.#next(({ type }) => type === 'counted');
    return (report as unknown as { count: number }).count;
  }

  ask(id: number): Promise<Answer> {
    return this.#request({ do: 'ask', id });
  }

  askParent(id: number): Promise<Answer> {
    return this.#request({ do: 'ask', of: 'parent', id });
  }

  /** Asks (`ask`) or invalidates, one after the other; what comes of each. */
  loop(id: number, steps: readonly ('ask' | 'invalidate')[]): Promise<Answer<(string | boolean | PlainError)[]>> {
    return this.#request({ do: 'loop', id, steps });
  }

  invalidate(id: number, reason?: string): Promise<Answer<boolean>> {
    return this.#request({ do: 'invalidate', id, reason });
  }

  state(id: number): Promise<Answer<ArtifactState>> {
    return this.#request({ do: 'state', id });
  }

  /** Resolves when create of this job begins (for a parent: when its job is done). */
  async creating(id: number): Promise<void> {
    await this.#next((report) => report.type === 'creating' && report.id === id);
  }

  async #request<T>(command: Readonly<Record<string, unknown>>): Promise<Answer<T>> {
    this.#lastTag += 1;
    const tag = this.#lastTag;
    this.#tell({ ...command, tag });
    const answer = await this.#next((report) => report.type === 'answer' && report.tag === tag);
    return answer as unknown as Answer<T>;
  }

  #tell(command: object): void {
    this.process.send(command);
  }

  /** Takes the next report of this kind; rejects when the process ends without one. */
  async #next(isWanted: (report: Report) => boolean): Promise<Report> {
    for (;;) {
      const index = this.#reports.findIndex(isWanted);
      const [report] = index < 0 ? [] : this.#reports.splice(index, 1);
      if (report !== undefined) return report;
      if (!this.process.connected) throw new Error(`process ${this.pid} ended without a report`);
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }
}

/** What Linux says of a process; empty when there is none. */
function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}

export function startWorkers(count: number, root: string, options: WorkerOptions = {}): Promise<Worker[]> {
  return Promise.all(Array.from({ length: count }, () => Worker.start(root, options)));
}
