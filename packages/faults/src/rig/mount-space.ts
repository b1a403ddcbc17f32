import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * A mount namespace: what is mounted in it is seen by nobody outside, and is gone when its last process has ended. It ends with
 * this process, whatever that dies of.
 */
export class MountSpace {
  readonly #holder: ChildProcess;
  readonly #servers: ChildProcess[] = [];

  private constructor(holder: ChildProcess) {
    this.#holder = holder;
  }

  /** A text says why this is not possible here. */
  static async open(): Promise<MountSpace | string> {
    const command = ['--mount', '--propagation', 'private', 'sh', '-c', 'echo ready && exec cat'];
    const holder = spawn('unshare', command, { stdio: ['pipe', 'pipe', 'pipe'] });
    let stderr = '';
    holder.stderr.on('data', (chunk) => {
      stderr += String(chunk);
    });
    const why = once(holder, 'close').then(
      () => `no mount namespace: ${stderr.trim()}`,
      (error: unknown) => `unshare: ${String(error)}`,
    );
    const space = once(holder.stdout, 'data').then(() => new MountSpace(holder));
    return Promise.race([space, why]);
  }

  /** The command to run a process by, so that it sees what is mounted here. */
  get wrapper(): readonly string[] {
    return ['nsenter', `--mount=/proc/${this.#holder.pid}/ns/mnt`, '--'];
  }

  /** How those outside find what is mounted in here. */
  seenFromOutside(path: string): string {
    return `/proc/${this.#holder.pid}/root${path}`;
  }

  /** Runs a command to its end. A text says why it failed. */
  run(...command: readonly string[]): string | undefined {
    const [program = '', ...args] = [...this.wrapper, ...command];
    const { error, status, stderr } = spawnSync(program, args);
    if (error === undefined && status === 0) return undefined;
    return `${command.join(' ')}: ${error?.message ?? (String(stderr).trim() || `status ${status}`)}`;
  }

  /** Mounts by a server (FUSE) that stays in the foreground; resolves when that is done. A text says why it failed. */
  async serve(directory: string, ...command: readonly string[]): Promise<string | undefined> {
    const [program = '', ...args] = [...this.wrapper, 'setpriv', '--pdeathsig', 'KILL', ...command];
    const server = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#servers.push(server);
    let stderr = '';
    server.stderr.on('data', (chunk) => {
      stderr += String(chunk);
    });
    const ended = once(server, 'close').then(
      () => true,
      () => true,
    );
    while (this.run('mountpoint', '--quiet', directory) !== undefined) {
      const hasEnded = await Promise.race([ended, sleep(20, false)]);
      if (hasEnded) return `${command[0]}: ${stderr.trim()}`;
    }
    return undefined;
  }

  /** Ends the servers and the namespace. Processes that were started in it must have ended. */
  async close(): Promise<void> {
    for (const process of [...this.#servers, this.#holder]) {
      const neverRan = process.pid === undefined;
      if (neverRan || process.exitCode !== null || process.signalCode !== null) continue;
      process.kill('SIGKILL');
      await once(process, 'exit');
    }
  }
}
