import { outcome, type Row, type Scale } from '../row.js';
import { runRow } from '../run-row.js';
import { contention } from './01-contention.js';
import { stampede } from './02-stampede.js';
import { blocked } from './08-blocked.js';
import { power } from './10-power.js';
import { damage } from './11-damage.js';

/** Something that huldra builds on, taken away, and the rows that must find out. */
interface Sabotage {
  readonly what: string;
  /** The module in child/sabotage that every process is preloaded with. */
  readonly preload: string;
  /** Each must be found broken, with a problem that says what it is looking for. */
  readonly rows: readonly (readonly [row: Row, sign: RegExp])[];
  /** The short form has those only that are quick and need nothing but Node. */
  readonly scales: readonly Scale[];
}

const sabotages: readonly Sabotage[] = [
  {
    what: 'locks and owner records that do not exclude',
    preload: 'lock',
    rows: [
      [contention, /was created (?:[2-9]|\d\d)/],
      [stampede, /([2-9]|\d\d) creates after the kill/],
    ],
    scales: ['slice', 'full'],
  },
  {
    what: 'a checksum that proves nothing',
    preload: 'checksum',
    rows: [[damage, /a changed proof was taken/]],
    scales: ['slice', 'full'],
  },
  {
    what: 'a heartbeat that nobody sees',
    preload: 'heartbeat',
    rows: [[blocked, /of a blocked owner were created/]],
    scales: ['full'],
  },
  {
    what: 'a disk that flushes nothing',
    preload: 'fsync',
    rows: [[power, /was reported and is lost/]],
    scales: ['full'],
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
    for (const { what, preload, rows, scales } of sabotages) {
      if (!scales.includes(scale)) continue;
      const execArgv = ['--import', new URL(`../child/sabotage/${preload}.js`, import.meta.url).href];
      for (const [row, sign] of rows) {
        const result = await runRow(row, 'slice', seed, execArgv);
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
