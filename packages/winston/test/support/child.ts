import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const hooks = new URL('../../../core/test/store/support/typescript.mjs', import.meta.url).href;

/** The arguments of `node` that run a fixture, given by its address, from source. */
export function nodeArguments(fixture: URL, ...args: readonly string[]): readonly string[] {
  return ['--import', hooks, fileURLToPath(fixture), ...args];
}

/** The environment of a child: of this one, nothing that changes how logs look. */
export function environment(given: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const pattern = /^(?:HULDRA_|NO_COLOR$|FORCE_COLOR$|CI$|TERM$|COLUMNS$)/;
  const inherited = Object.entries(process.env).filter(([name]) => !pattern.test(name));
  return { ...Object.fromEntries(inherited), HULDRA_FSYNC: 'false', ...given };
}

export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a fixture to its end. */
export function runFixture(fixture: URL, given: NodeJS.ProcessEnv, ...args: readonly string[]): Ended {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, nodeArguments(fixture, ...args), {
    env: environment(given),
    encoding: 'utf8',
  });
  return { status, signal, stdout, stderr };
}

/** Runs a fixture on a terminal of its own (util-linux's `script`), 80 columns wide. Resolves to everything that the terminal was sent. */
export function onTerminal(fixture: URL, given: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<string> {
  const quoted = [process.execPath, ...nodeArguments(fixture, ...args)].map(
    (word) => `'${word.replaceAll("'", `'\\''`)}'`,
  );
  const command = `stty cols 80 rows 24; exec ${quoted.join(' ')}`;
  const child = spawn('script', ['--quiet', '--return', '--flush', '--command', command, '/dev/null'], {
    env: { ...environment({ TERM: 'xterm-256color', ...given }), SHELL: '/bin/sh' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(output) : reject(new Error(`exit code ${code}\n${output}`))));
  });
}
