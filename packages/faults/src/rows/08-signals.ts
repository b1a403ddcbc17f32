import { mkdirSync, readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Child } from '../rig/child.js';
import { Ledger } from '../rig/ledger.js';
import { until } from '../rig/until.js';
import type { Bench } from '../row.js';
import type { Part } from './08-living.js';

/** How soon a waiter on the same host must see that an owner is dead, in milliseconds. */
const promptMs = 2000;
/** What takes too long is repeated, for the machine may be busy with something else: only what is slow each time is broken. */
const trials = 3;

interface Death {
  /** From the signal to the end of the process, in milliseconds. */
  readonly diedMs: number;
  /** From the signal until a waiter had taken over, for each artifact, in milliseconds. */
  readonly noticedMs: readonly number[];
  readonly problems: readonly string[];
}

/** Blocked owners of many artifacts get a signal while another process waits for each of these. */
export async function signals(bench: Bench): Promise<Part> {
  const moods = bench.scale === 'full' ? [false, true] : [false];
  const deaths: Death[] = [];
  const problems: string[] = [];
  for (const busy of moods) {
    for (let trial = 1; ; trial += 1) {
      const round = await bothSignals(bench, `signals-${busy ? 'busy' : 'asleep'}-${trial}`, busy);
      deaths.push(...round);
      problems.push(...round.flatMap((death) => death.problems));
      const slowest = Math.max(...round.flatMap(({ diedMs, noticedMs }) => [diedMs, ...noticedMs]));
      if (slowest <= limitMs() || problems.length > 0) break;
      if (trial < trials) continue;
      problems.push(
        `${trials} times in a row it took longer than ${limitMs().toFixed(0)} ms to see a death, at last ${slowest.toFixed(0)} ms`,
      );
      break;
    }
  }
  const noticed = deaths.flatMap(({ noticedMs }) => noticedMs);
  const died = Math.max(...deaths.map(({ diedMs }) => diedMs));
  const slowest = Math.max(0, ...noticed);
  const longest = `dead after ${died.toFixed(0)} ms at most, taken over after ${slowest.toFixed(0)} ms at most`;
  return { figures: `${deaths.length} signals to owners of ${noticed.length} artifacts: ${longest}`, problems };
}

/** On a loaded machine everything takes longer, but never until the lease (10 s) decides. */
function limitMs(): number {
  const load = (loadavg()[0] ?? 0) / availableParallelism();
  return Math.min(promptMs * Math.max(1, load), 8000);
}

async function bothSignals(bench: Bench, name: string, busy: boolean): Promise<Death[]> {
  const kill = (signal: NodeJS.Signals) => terminate(bench, join(bench.directory, `${name}-${signal}`), signal, busy);
  // Two busy owners at once would keep two processors from everybody else.
  return busy ? [await kill('SIGTERM'), await kill('SIGINT')] : Promise.all([kill('SIGTERM'), kill('SIGINT')]);
}

async function terminate(bench: Bench, directory: string, signal: NodeJS.Signals, busy: boolean): Promise<Death> {
  const isFull = bench.scale === 'full';
  mkdirSync(directory);
  const ids = Array.from({ length: isFull ? 24 : 8 }, (_, id) => id);
  const ledgers = [new Ledger(directory, 'owner.txt'), new Ledger(directory, 'waiter.txt')] as const;
  // A lease that no waiter outlasts: it is the process that must be seen to be dead.
  const options = { execArgv: bench.execArgv, env: { HULDRA_LEASE_SECS: '10' } };
  const plan = { root: join(directory, 'root'), ids, kind: 'blocking', together: true } as const;
  const settleMs = isFull ? 9000 : 2500;
  const ms = settleMs + 10_000;
  const owner = new Child({ ...plan, ledger: ledgers[0].path, ms, busy }, options);
  const waiter = new Child({ ...plan, ledger: ledgers[1].path }, options);
  try {
    await Promise.all([owner.ready(), waiter.ready()]);
    owner.go();
    await until(() => ledgers[0].total() >= ids.length, owner);
    waiter.go();
    // Waiters look ever more rarely; in full until they do so as rarely as they ever will.
    await sleep(settleMs);
    const problems = ledgers[1].total() === 0 ? [] : ['a waiter took over from a blocked owner'];
    const killed = process.hrtime.bigint();
    owner.kill(signal);
    const end = await owner.ended;
    const diedMs = Number(process.hrtime.bigint() - killed) / 1e6;
    if (end.signal !== signal) problems.push(`${signal} ended a blocked owner with ${JSON.stringify(end)}`);
    await waiter.ended;
    problems.push(...waiter.problems());
    const noticedMs = timesOf(ledgers[1]).map((time) => Number(time - killed) / 1e6);
    if (noticedMs.length !== ids.length)
      problems.push(`${ids.length} artifacts of a dead owner, ${noticedMs.length} creates`);
    return { diedMs, noticedMs, problems };
  } finally {
    owner.kill('SIGKILL');
    waiter.kill('SIGKILL');
  }
}

/** When creates began, on the machine's monotonic clock, in nanoseconds. */
function timesOf(ledger: Ledger): bigint[] {
  const lines = readFileSync(ledger.path, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => BigInt(line.split(' ')[2] ?? ''));
}
