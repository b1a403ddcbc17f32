import { type Outcome, outcome, type Row } from '../row.js';
import { runRow } from '../run-row.js';
import { contention } from './01-contention.js';
import { stampede } from './02-stampede.js';
import { blocked } from './08-blocked.js';
import { power } from './10-power.js';
import { damage } from './11-damage.js';
import { protocolModel } from './12-protocol-model.js';

/** A row that must be found broken, with a problem that says what it is looking for. */
interface Finder {
  readonly row: Row;
  readonly sign: RegExp;
  /** The short form has those only that are quick and need nothing but Node. */
  readonly isQuick?: boolean;
}

/** Something that huldra builds on, taken away, and the rows that must find out. */
interface Sabotage {
  readonly what: string;
  /** The module in child/sabotage that every process is preloaded with. */
  readonly preload: string;
  readonly rows: readonly Finder[];
}

const sabotages: readonly Sabotage[] = [
  {
    what: 'locks and owner records that do not exclude',
    preload: 'lock',
    rows: [
      { row: stampede, sign: /(?:[2-9]|\d\d) creates after the kill/, isQuick: true },
      { row: contention, sign: /was created (?:[2-9]|\d\d)/ },
    ],
  },
  {
    what: 'checksums that prove nothing',
    preload: 'checksum',
    rows: [{ row: damage, sign: /a changed proof was taken/, isQuick: true }],
  },
  {
    what: 'results published over others',
    preload: 'link',
    rows: [{ row: protocolModel, sign: /was published after an invalidation|\breplaced\b/ }],
  },
  {
    what: 'heartbeats that nobody sees',
    preload: 'heartbeat',
    rows: [{ row: blocked, sign: /of a blocked owner were created/ }],
  },
  {
    what: 'disks that flush nothing',
    preload: 'fsync',
    rows: [{ row: power, sign: /was reported and is lost/ }],
  },
];

export const sabotage: Row = {
  id: 13,
  fault: 'this suite itself, with something broken on which the store builds',
  promise: 'the rows find it: each sabotage breaks every row that looks for it',
  async run({ scale, seed }) {
    const found: string[] = [];
    const problems: string[] = [];
    const without: string[] = [];
    for (const { what, preload, rows } of sabotages) {
      const execArgv = ['--import', new URL(`../child/sabotage/${preload}.js`, import.meta.url).href];
      for (const { row, sign, isQuick = false } of rows) {
        if (scale === 'slice' && !isQuick) continue;
        const result = await untilFound(row, seed, execArgv);
        const by = `row ${row.id}`;
        if (result.verdict === 'skipped') without.push(`${what}, ${by}: ${result.why}`);
        else if (result.verdict === 'held') problems.push(`${what}: ${by} did not find it: ${result.figures}`);
        else {
          const signs = result.problems.filter((problem) => sign.test(problem));
          if (signs.length > 0) found.push(`${what} by ${by} (${signs.length} of ${result.problems.length} findings)`);
          else problems.push(`${what}: ${by} found something else: ${result.problems.slice(0, 3).join('; ')}`);
        }
      }
    }
    return outcome(`found: ${found.join('; ')}`, problems, without);
  },
};

/** Races are won and lost by chance: a slice that has missed one looks again. */
const looks = 3;

async function untilFound(row: Row, seed: number, execArgv: readonly string[]): Promise<Outcome> {
  for (let look = 1; ; look += 1) {
    const result = await runRow(row, 'slice', seed + look, execArgv);
    if (result.verdict !== 'held' || look === looks) return result;
  }
}
