import { expect, test } from '@jest/globals';
import { outcome, type Row } from '../src/row.js';
import { type Finished, skippedIn, table, totals } from '../src/table.js';

const row: Row = { id: 3, fault: 'a | b', promise: 'it holds', run: async () => outcome('', []) };
const finished = (result: Finished['outcome']): Finished => ({ row, scale: 'slice', outcome: result, seconds: 1.4 });

test('what a row could not do is told beside what it did, and counted apart', () => {
  const all = [
    finished(outcome('all of it', [])),
    finished(outcome('most of it', [], ['disks: no root'])),
    finished(outcome('some of it', ['a problem'], ['disks: no root'])),
    finished({ verdict: 'skipped', why: 'no strace' }),
  ];
  expect(totals(all)).toEqual({ held: 2, broken: 1, skipped: 1, partial: 2 });
  expect(all.map(skippedIn)).toEqual([[], ['disks: no root'], ['disks: no root'], ['no strace']]);
  expect(table(all).split('\n').slice(2)).toEqual([
    '| 3 | a \\| b | it holds | slice | held | all of it | 1 |',
    '| 3 | a \\| b | it holds | slice | held | most of it; skipped: disks: no root | 1 |',
    '| 3 | a \\| b | it holds | slice | broken | some of it; skipped: disks: no root | 1 |',
    '| 3 | a \\| b | it holds | slice | skipped | skipped: no strace | 1 |',
  ]);
});
