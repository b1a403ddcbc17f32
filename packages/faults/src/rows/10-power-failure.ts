import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Plan } from '../child/plan.js';
import { Child, runTogether } from '../rig/child.js';
import { Ledger } from '../rig/ledger.js';
import { type DiskKind, LoopDisk } from '../rig/loop-disk.js';
import { until } from '../rig/until.js';
import type { Bench } from '../row.js';

export interface PowerFailure {
  readonly disk: DiskKind;
  /** Whether names and sizes of files reach the disk although contents do not. */
  readonly journal: 'written' | 'lost';
  readonly fsync: boolean;
  /** One publisher that takes its time, so that nobody's later fsync happens to save what it published last. */
  readonly isCalm: boolean;
}

/** What was there when the power came back. */
export interface Aftermath {
  /** Results that were reported as published. */
  readonly reported: number;
  /** Of these: gone. */
  readonly lost: number;
  /** Damaged, reported or not, and a typed error said so. */
  readonly damaged: number;
  /** Read without an error, but not right. */
  readonly wrong: number;
  readonly problems: readonly string[];
}

/** Files with a load of the class, and values stored by two codecs. */
const all = ['plain', 'json', 'text'] as const;

/** Publishes until the power fails, and looks at what is left. A text says why this cannot be done here. */
export async function failPower(bench: Bench, number: number, failure: PowerFailure): Promise<Aftermath | string> {
  const below = join(bench.directory, String(number));
  mkdirSync(below);
  const disk = await LoopDisk.make(below, failure.disk);
  if (typeof disk === 'string') return disk;
  const children: Child[] = [];
  const kinds = failure.isCalm ? (['plain'] as const) : all;
  const env = { HULDRA_LEASE_SECS: '4', HULDRA_FSYNC: String(failure.fsync) };
  const start = (plan: Omit<Plan, 'root' | 'ledger'>, ledger: Ledger): Child => {
    const whole = { ...plan, root: join(disk.directory, 'root'), ledger: ledger.path };
    const child = new Child(whole, { execArgv: bench.execArgv, env, wrapper: disk.wrapper });
    children.push(child);
    return child;
  };
  try {
    const ids = Array.from({ length: 10_000 }, (_, id) => id);
    const ms = failure.isCalm ? 150 : 0;
    const before = kinds.map((kind) => new Ledger(below, `before-${kind}.txt`));
    const publishers = before.map((ledger, index) => start({ ids, kind: kinds[index] ?? 'plain', ms }, ledger));
    await Promise.all(publishers.map((child) => child.ready()));
    for (const child of publishers) child.go();
    const enough = (failure.isCalm ? 2 : bench.scale === 'full' ? 60 : 12) * (1 + Math.random());
    await until(() => publishers.flatMap(reportedBy).length >= enough, ...publishers);
    if (!failure.isCalm) await sleep(Math.random() * 100);
    // What is said later does not count: a machine would say nothing any more, while here XFS may answer the fsync of a directory
    // with success when it has just been cut off (seen without huldra, in 2 of 72 processes).
    const reported = publishers.map(reportedBy);
    const why = disk.cutPower(failure);
    for (const child of publishers) child.kill();
    await Promise.all(publishers.map((child) => child.ended));
    if (why !== undefined) return why;
    const whyNot = disk.unmount() ?? disk.mount();
    if (whyNot !== undefined) throw new Error(`after the power failure: ${whyNot}`);

    const aftermaths = publishers.map(async (publisher, index) => {
      const ledger = new Ledger(below, `after-${kinds[index]}.txt`);
      const published = reported[index] ?? [];
      // Also what was under way, and some that nobody has asked for yet.
      const wanted = ids.slice(0, Math.max(-1, ...reportedBy(publisher)) + 6);
      const reader = start({ ids: wanted, kind: kinds[index] ?? 'plain', repair: !failure.fsync }, ledger);
      await runTogether([reader]);
      return compare(publisher, published, reader, ledger, failure);
    });
    return total(await Promise.all(aftermaths));
  } finally {
    for (const child of children) child.kill();
    await Promise.all(children.map((child) => child.ended));
    await disk.close();
  }
}

function reportedBy(publisher: Child): readonly number[] {
  return publisher.reports.flatMap((report) => (report.type === 'value' ? [report.id] : []));
}

function compare(
  publisher: Child,
  published: readonly number[],
  reader: Child,
  ledger: Ledger,
  failure: PowerFailure,
): Aftermath {
  const repaired = new Set(reader.reports.flatMap((report) => (report.type === 'repaired' ? [report.id] : [])));
  const lost = published.filter((id) => ledger.counts().has(id) && !repaired.has(id));
  const wrong = reader.reports.filter((report) => report.type === 'value' && !report.isRight).length;
  const problems = [...untyped(publisher), ...reader.problems(), ...badRepairs(reader)];
  if (failure.fsync) problems.push(...lost.map((id) => `job ${id} was reported and is lost`));
  return {
    reported: published.length,
    lost: lost.length,
    damaged: repaired.size,
    wrong,
    problems: problems.map((problem) => `${JSON.stringify(failure)}: ${problem}`),
  };
}

/** Who works on a disk without power is told so, by errors of huldra. */
function untyped(publisher: Child): string[] {
  return publisher.reports.flatMap((report) =>
    report.type === 'error' && report.code === 'untyped' ? [`job ${report.id}: ${report.message}`] : [],
  );
}

function badRepairs(reader: Child): string[] {
  return reader.reports.flatMap((report) =>
    report.type === 'repaired' && !report.isRight ? [`job ${report.id} has a wrong value after its repair`] : [],
  );
}

function total(parts: readonly Aftermath[]): Aftermath {
  const sum = (of: (part: Aftermath) => number): number => parts.reduce((count, part) => count + of(part), 0);
  return {
    reported: sum(({ reported }) => reported),
    lost: sum(({ lost }) => lost),
    damaged: sum(({ damaged }) => damaged),
    wrong: sum(({ wrong }) => wrong),
    problems: parts.flatMap(({ problems }) => problems),
  };
}
