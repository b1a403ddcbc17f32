/** Child processes in an environment that does not distort what is measured. */
import { execFile, execFileSync, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const unwanted = /^(?:HULDRA_|NODE_OPTIONS$|NODE_EXTRA_CA_CERTS$|NODE_V8_COVERAGE$|FORCE_COLOR$|NO_COLOR$)/;

/** NODE_EXTRA_CA_CERTS alone doubles the time that an empty Node takes to start. */
export function childEnvironment(extra = {}) {
  return { ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !unwanted.test(name))), ...extra };
}

export const script = (name) => fileURLToPath(new URL(`./children/${name}.mjs`, import.meta.url));

/** Runs a command to its end. Resolves to what it printed; rejects when it fails. */
export async function run(command, args, { cwd, env } = {}) {
  const { stdout } = await promisify(execFile)(command, args, { cwd, env: childEnvironment(env), maxBuffer: 1 << 26 });
  return stdout;
}

/** Runs `node` with these arguments; resolves to how many milliseconds it took from before its start until after its end. */
export async function nodeTime(args, options) {
  const began = process.hrtime.bigint();
  await run(process.execPath, args, options);
  return Number(process.hrtime.bigint() - began) / 1e6;
}

/** Runs a child script to its end and reads the JSON that it prints. */
export async function nodeJson(name, args, options) {
  return JSON.parse(await run(process.execPath, [script(name), ...args], options));
}

/** Starts a child script that is spoken to by messages. */
export function start(name, args, { cwd }) {
  return fork(script(name), args, { cwd, env: childEnvironment(), execArgv: [] });
}

/** Whether a command is there. */
export function has(command, args) {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
