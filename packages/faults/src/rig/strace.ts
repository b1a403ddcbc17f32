import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** What befalls a system call, in strace's words: `error=EIO`, `signal=SIGKILL`. */
export type Injury = `error=${string}` | `signal=${string}`;

/** A call of one thread, since the tracer was attached. */
export interface CallPoint {
  readonly call: string;
  /** Which one it is among the calls of its name. */
  readonly ordinal: number;
  /** Which one it is among those of its name that touch what is watched. */
  readonly nth: number;
}

/** Watches the main thread of a running process. The numbers of its calls are those of what it does from now on. */
export class Tracer {
  readonly #process: ChildProcess;
  readonly #log: string;
  readonly #ended: Promise<void>;
  #stderr = '';

  private constructor(pid: number, log: string, args: readonly string[]) {
    this.#log = log;
    // -y shows the paths of descriptors. Without -f the other threads, such as the heartbeat's, are left alone.
    this.#process = spawn('strace', ['-y', '-o', log, ...args, '-p', String(pid)], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#process.stderr?.on('data', (chunk) => {
      this.#stderr += String(chunk);
    });
    this.#ended = new Promise((resolve) => {
      this.#process.once('error', () => resolve());
      this.#process.once('close', () => resolve());
    });
  }

  /** Resolves when the process is being traced. Throws when that is not possible. */
  static async attach(pid: number, log: string, args: readonly string[]): Promise<Tracer> {
    const tracer = new Tracer(pid, log, args);
    let isOver = false;
    void tracer.#ended.then(() => {
      isOver = true;
    });
    while (!tracer.#stderr.includes('attached') && !isOver) await sleep(1);
    if (isOver) throw new Error(`strace could not attach to ${pid}: ${tracer.#stderr}`);
    return tracer;
  }

  /** What was traced so far. */
  lines(): string[] {
    return existsSync(this.#log) ? readFileSync(this.#log).toString('utf8').split('\n') : [];
  }

  /** Lets the process go on alone. */
  async detach(): Promise<void> {
    this.#process.kill('SIGINT');
    await this.#ended;
  }
}

/** Traces all calls that take a path or a descriptor, and disturbs none. */
export function watchCalls(pid: number, log: string): Promise<Tracer> {
  return Tracer.attach(pid, log, ['-e', 'trace=%file,%desc']);
}

/** Lets one call suffer. */
export function injure(pid: number, log: string, { call, ordinal }: CallPoint, injury: Injury): Promise<Tracer> {
  return Tracer.attach(pid, log, ['-e', `trace=${call}`, '-e', `inject=${call}:${injury}:when=${ordinal}`]);
}

/** The calls that touch what lies below `root`. */
export function callsBelow(root: string, lines: readonly string[]): CallPoint[] {
  const ordinals = new Map<string, number>();
  const counts = new Map<string, number>();
  return lines.flatMap((line): CallPoint[] => {
    const call = /^(\w+)\(/.exec(line)?.[1];
    if (call === undefined) return [];
    const ordinal = (ordinals.get(call) ?? 0) + 1;
    ordinals.set(call, ordinal);
    if (!line.includes(`${root}/`)) return [];
    const nth = (counts.get(call) ?? 0) + 1;
    counts.set(call, nth);
    return [{ call, ordinal, nth }];
  });
}

/**
 * Undefined when the call at this point was one below `root`. Otherwise where to aim the next time: calls of Node's own in
 * between (it wakes its threads) shift the numbers.
 */
export function corrected(point: CallPoint, root: string, lines: readonly string[]): CallPoint | undefined {
  const ofCall = lines.filter((line) => line.startsWith(`${point.call}(`));
  const isBelow = (line: string | undefined): boolean => line?.includes(`${root}/`) === true;
  if (isBelow(ofCall[point.ordinal - 1])) return undefined;
  const missing = point.nth - ofCall.slice(0, point.ordinal).filter(isBelow).length;
  return { ...point, ordinal: Math.max(1, point.ordinal + (missing > 0 ? missing : -1)) };
}

/** Why strace cannot be used here, if so. */
export function whyNoStrace(): string | undefined {
  const { error, status, stderr } = spawnSync('strace', ['-o', '/dev/null', 'true']);
  if (error !== undefined) return `strace cannot be run (${error.message})`;
  if (status !== 0) return `ptrace is not permitted (${String(stderr).trim()})`;
  return undefined;
}
