/** What every command of a fresh clone needs first: a fitting Node, the installed packages, the built workspace. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** The path of an installed command. */
export const bin = (name) => join(root, 'node_modules', '.bin', name);

/** Runs a command without a shell; resolves to its exit code, and to its output unless that is inherited. */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ code: 1, output: `${command}: ${error.message}\n` }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** One line for a piece of work, with its duration, and all of its output when it fails. Resolves to whether it went well. */
export async function step(title, command, args, options) {
  const began = performance.now();
  if (process.stdout.isTTY) process.stdout.write(`… ${title}`);
  const { code, output } = await run(command, args, options);
  const line = `${code === 0 ? '✓' : '✗'} ${title}  ${((performance.now() - began) / 1000).toFixed(1)} s`;
  process.stdout.write(`${process.stdout.isTTY ? '\r' : ''}${line}\n`);
  if (code !== 0) process.stdout.write(`\n${output.trimEnd()}\n\n`);
  return code === 0;
}

function nodeFits() {
  const [wantedMajor, wantedMinor] = manifest.engines.node.replace('>=', '').split('.').map(Number);
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return true;
  console.error(
    `huldra needs Node ${manifest.engines.node}; this is Node ${process.versions.node} (${process.execPath}).`,
  );
  return false;
}

// npm takes an empty HOME for a folder `~` in the clone; without one it asks the system.
if (process.env.HOME === '') delete process.env.HOME;

/** Installs exactly what the lockfile says. The pnpm of an earlier install is asked first: npx alone takes a second. */
function install() {
  const pnpm = manifest.packageManager;
  const args = ['install', '--frozen-lockfile'];
  const installed = join(root, 'node_modules', 'pnpm', 'package.json');
  const ready = existsSync(installed) && `pnpm@${JSON.parse(readFileSync(installed, 'utf8')).version}` === pnpm;
  // CI=true keeps pnpm from asking questions, such as whether it may replace a node_modules that something else made.
  const options = { env: { ...process.env, CI: 'true' } };
  return ready ? step('install', bin('pnpm'), args, options) : step('install', 'npx', ['-y', pnpm, ...args], options);
}

/** Makes a clone ready to use; on a ready one it takes about half a second. Resolves to whether everything went well. */
export async function setup() {
  return nodeFits() && (await install()) && (await step('build', bin('tsc'), ['-b']));
}
