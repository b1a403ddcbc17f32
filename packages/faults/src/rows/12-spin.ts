import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Bench, Scale } from '../row.js';

const model = fileURLToPath(new URL('../../../../docs/protocol/model/claim.pml', import.meta.url));
const run = promisify(execFile);

/** Longer than any of the checks below takes on a busy machine. */
const patienceMs = 900_000;

/** One search through all states of the model. */
interface Check {
  readonly name: string;
  readonly defines: readonly string[];
}

/** Searches of a moment are over before a compiler would be that works well. */
type Compiling = '-O0' | '-O1';

const twoAndTwo = ['USERS=2', 'ROUNDS=2'];

/** The protocol as it is implemented. No error may be found. */
const sound: Readonly<Record<Scale, readonly Check[]>> = {
  slice: [
    { name: 'two users with two requests each, a death', defines: [...twoAndTwo, 'PAUSES=0'] },
    { name: 'two users, a death, a pause, results that are not valid', defines: ['USERS=2', 'RENEWS'] },
  ],
  full: [
    { name: 'two users with two requests each, a death, a pause', defines: twoAndTwo },
    { name: 'three users, a death', defines: ['PAUSES=0'] },
    { name: 'three users, a pause', defines: ['CRASHES=0'] },
    {
      name: 'two users with two requests each, a pause, results that are not valid',
      defines: [...twoAndTwo, 'CRASHES=0', 'RENEWS'],
    },
  ],
};

/** Two users with two requests each and a pause: as small as most errors can be. */
const small = [...twoAndTwo, 'CRASHES=0'];

/** The protocol without something that it needs; see README.md beside the model. An error must be found. */
const essentialMutants: readonly Check[] = [
  { name: 'publication replaces what is there', defines: ['PUBLISH_BY_RENAME', ...small] },
  { name: 'no seal before publication', defines: ['NO_SEAL', ...small] },
  { name: 'staged proofs of earlier epochs stay', defines: ['NO_REVOCATION', ...small] },
  { name: 'no second look for a result', defines: ['NO_RECHECK', ...small] },
  { name: 'intents are read from the first listing', defines: ['ONE_LISTING', ...small] },
];

const otherMutants: readonly Check[] = [
  { name: 'what was set aside too late is not put back', defines: ['NO_PUTTING_BACK', ...small] },
  { name: 'two may make one lock', defines: ['SHARED_LOCK', ...small] },
  { name: 'the intent is written after the lock', defines: ['LATE_INTENT', ...twoAndTwo] },
  { name: 'a lock without a record is free', defines: ['UNRECORDED_IS_FREE', 'PAUSES=0'] },
  { name: 'a silent owner is waited for', defines: ['NO_LEASE', ...twoAndTwo] },
];

export interface SpinResult {
  readonly figures: string;
  readonly problems: readonly string[];
}

/** Why Spin cannot be run here, or undefined. */
export function whyNoSpin(): string | undefined {
  const missing = ['spin', 'cc'].filter((command) => spawnSync(command, ['--version']).error !== undefined);
  return missing.length === 0 ? undefined : `not installed: ${missing.join(', ')}`;
}

/** Searches all states of the protocol's model, and of mutants that must be found out. */
export async function runSpin({ scale, directory }: Bench): Promise<SpinResult> {
  const problems: string[] = [];
  const mutants = scale === 'slice' ? essentialMutants : [...essentialMutants, ...otherMutants];
  let states = 0;
  await inTwos([
    ...sound[scale].map((check) => async () => {
      const found = await search(directory, check, '-O1');
      states += found.states;
      if (found.errors > 0)
        problems.push(`the model has an error (${check.name}; ${check.defines.join(' ')}): ${found.what}`);
    }),
    ...mutants.map((check) => async () => {
      const found = await search(directory, check, '-O0');
      if (found.errors === 0)
        problems.push(`no error was found in the mutant "${check.name}" (${found.states} states)`);
    }),
  ]);
  const millions = (states / 1e6).toFixed(1);
  return { figures: `Spin: ${millions} million states, 0 errors, ${mutants.length} mutants found out`, problems };
}

interface Found {
  readonly states: number;
  readonly errors: number;
  readonly what: string;
}

async function search(directory: string, { name, defines }: Check, compiling: Compiling): Promise<Found> {
  const cwd = mkdtempSync(join(directory, 'spin-'));
  await run('spin', ['-a', ...defines.map((define) => `-D${define}`), model], { cwd });
  await run('cc', [compiling, '-w', '-DSAFETY', '-DCOLLAPSE', '-DMEMLIM=4000', '-o', 'pan', 'pan.c'], { cwd });
  const { stdout } = await run('./pan', ['-m20000', '-w23'], { cwd, timeout: patienceMs, maxBuffer: 1 << 24 });
  const errors = Number(/errors: (\d+)/.exec(stdout)?.[1] ?? Number.NaN);
  const states = Number(/(\d+) states, stored/.exec(stdout)?.[1] ?? Number.NaN);
  const isWhole = !/search depth too small|memory limit|out of memory/i.test(stdout);
  if (Number.isNaN(errors + states) || (errors === 0 && !isWhole))
    throw new Error(`the search of "${name}" was cut off:\n${stdout}`);
  return { states, errors, what: /^pan:1: (.*)$/m.exec(stdout)?.[1] ?? '' };
}

/** As many at once as there are processors on a small machine. */
async function inTwos(tasks: readonly (() => Promise<void>)[]): Promise<void> {
  const queue = [...tasks];
  const worker = async (): Promise<void> => {
    for (let task = queue.shift(); task !== undefined; task = queue.shift()) await task();
  };
  await Promise.all([worker(), worker()]);
}
