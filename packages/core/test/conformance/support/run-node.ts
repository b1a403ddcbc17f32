import { spawn } from 'node:child_process';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  /** Where results go. */
  readonly root: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What the process reads from its standard input. */
  readonly input?: string;
}

/** Runs `node` with these arguments to its end. Nothing that this process was started with bends huldra's settings there. */
export function runNode(args: readonly string[], { cwd, root, env = {}, input = '' }: RunOptions): Promise<Ended> {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(?:HULDRA_|NODE_OPTIONS$)/.test(name));
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...Object.fromEntries(inherited), HULDRA_PATH: root, HULDRA_FSYNC: 'false', ...env },
    stdio: 'pipe',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** The JSON that a script prints. Rejects with what it wrote to stderr when it fails. */
export async function runForJson(script: string, options: RunOptions): Promise<unknown> {
  const { code, stdout, stderr } = await runNode([script], options);
  if (code !== 0) throw new Error(`${script} ended with code ${code}:\n${stderr}`);
  return JSON.parse(stdout);
}
