import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface RunOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Runs a command to its end and resolves to what a terminal would show: both outputs, in their order. Rejects with it unless
 * the exit code is 0. The environment is `env` and nothing else, so that no setting of whoever runs the tests gets in.
 */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'huldra-output-'));
  try {
    const file = join(folder, 'output');
    // Two pipes would lose the order in which lines were written.
    const output = openSync(file, 'a');
    const end = await ended(command, args, options, output).finally(() => closeSync(output));
    const text = readFileSync(file).toString('utf8');
    if (end === 'exit code 0') return text;
    throw new Error(`${[command, ...args].join(' ')} in ${options.cwd}: ${end}\n${text}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function ended(command: string, args: readonly string[], { cwd, env }: RunOptions, output: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', output, output] });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(signal === null ? `exit code ${code}` : `ended by ${signal}`));
  });
}
