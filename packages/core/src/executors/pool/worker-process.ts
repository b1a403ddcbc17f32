import { type ChildProcess, fork } from 'node:child_process';
import type { Socket } from 'node:net';
import { isError } from '../../errors/index.js';
import type { FromWorker, ToWorker } from '../worker/messages.js';
import { workerEntry } from '../worker/worker-command.js';
import { OutputFile } from './output-file.js';

/** What distinguishes workers: a job runs in a worker of its own kind. */
export interface WorkerKind {
  readonly key: string;
  readonly flags: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

export function workerKind(flags: readonly string[], env: Readonly<Record<string, string>>): WorkerKind {
  return { key: JSON.stringify([flags, Object.entries(env).sort()]), flags, env };
}

/** How a worker process ended. */
export interface WorkerExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why it could not be started. */
  readonly error?: Error;
}

/** One child process with our worker entry. Idle, it does not keep this process alive. */
export class WorkerProcess {
  readonly kind: WorkerKind;
  readonly output = new OutputFile();
  readonly #child: ChildProcess;
  #isOver = false;

  /** Throws what `fork` throws. `onExit` is called once, after the last message. */
  constructor(kind: WorkerKind, onMessage: (message: FromWorker) => void, onExit: (exit: WorkerExit) => void) {
    this.kind = kind;
    try {
      this.#child = fork(workerEntry, [], {
        execArgv: [...kind.flags],
        env: { ...process.env, ...kind.env },
        serialization: 'advanced',
        // The last one stays open as long as this process lives: see worker/parent-watch.ts.
        stdio: ['ignore', this.output.fd, this.output.fd, 'ipc', 'pipe'],
      });
    } catch (error) {
      this.output.close();
      throw error;
    }
    const child = this.#child;
    const end = (exit: WorkerExit): void => {
      if (this.#isOver) return;
      this.#isOver = true;
      onExit(exit);
      this.output.close();
    };
    child.on('message', (message) => onMessage(message as FromWorker));
    child.on('error', (error) => {
      if (child.pid === undefined) end({ code: null, signal: null, error });
    });
    child.once('exit', (code, signal) => {
      // What it said before it died may still be in the channel.
      if (child.connected) child.once('disconnect', () => end({ code, signal }));
      else end({ code, signal });
    });
    // Whoever closes the channel can be told nothing any more.
    child.once('disconnect', () => child.kill('SIGKILL'));
    const pipe = child.stdio[4] as Socket | null | undefined;
    pipe?.on('error', () => undefined).unref();
    this.rest();
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  send(message: ToWorker): void {
    this.#child.send(message, (error) => {
      // It is dying, and 'exit' follows. Anything else that cannot be sent is thrown by send() itself.
      if (isError(error)) this.kill();
    });
  }

  /** Keeps this process alive from now on. */
  work(): void {
    this.#child.ref();
    this.#child.channel?.ref();
  }

  /** Lets this process end, and the worker with it. */
  rest(): void {
    this.#child.unref();
    this.#child.channel?.unref();
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
