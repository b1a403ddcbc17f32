import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const hooks = new URL('./typescript.mjs', import.meta.url).href;

/** A child process that runs one of the fixtures and that the test steers line by line. */
export interface Child {
  readonly process: ChildProcess;
  /** The next line that it prints; rejects when it ends before. */
  line(): Promise<string>;
  say(text: string): void;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

/** The arguments of `node` that run a fixture. */
export function nodeArguments(fixture: string, ...args: string[]): string[] {
  return ['--import', hooks, fileURLToPath(new URL(`../fixtures/${fixture}`, import.meta.url)), ...args];
}

export function startFixture(fixture: string, ...args: string[]): Child {
  return startCommand(process.execPath, nodeArguments(fixture, ...args));
}

export function startCommand(command: string, args: string[], options: SpawnOptions = {}): Child {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], ...options });
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new Error('The child has no pipes.');
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  return {
    process: child,
    ended,
    say: (text) => stdin.write(`${text}\n`),
    async line() {
      const next = await lines.next();
      if (next.done === true) throw new Error(`${args.join(' ')} ended without a further line.`);
      return next.value;
    },
  };
}
