import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { type Status, type Transition, transition } from '../../src/state/status.js';

const statuses: readonly Status[] = ['missing', 'queued', 'running', 'success', 'failed', 'preempted'];
const types: readonly Transition['type'][] = ['queue', 'dequeue', 'start', 'publish', 'fail', 'preempt', 'invalidate'];

/** What becomes of each status; a dash where the transition makes no sense. */
const table: Readonly<Record<Status, Readonly<Record<Transition['type'], Status | '-'>>>> = {
  missing: {
    queue: 'queued',
    dequeue: '-',
    start: 'running',
    publish: 'success',
    fail: '-',
    preempt: '-',
    invalidate: '-',
  },
  queued: {
    queue: '-',
    dequeue: 'missing',
    start: 'running',
    publish: 'success',
    fail: '-',
    preempt: 'preempted',
    invalidate: '-',
  },
  running: {
    queue: '-',
    dequeue: '-',
    start: 'running',
    publish: 'success',
    fail: 'failed',
    preempt: 'preempted',
    invalidate: '-',
  },
  success: { queue: '-', dequeue: '-', start: '-', publish: '-', fail: '-', preempt: '-', invalidate: 'missing' },
  failed: {
    queue: 'queued',
    dequeue: '-',
    start: 'running',
    publish: 'success',
    fail: '-',
    preempt: '-',
    invalidate: 'missing',
  },
  preempted: {
    queue: 'queued',
    dequeue: '-',
    start: 'running',
    publish: 'success',
    fail: '-',
    preempt: '-',
    invalidate: 'missing',
  },
};

test.each(statuses.flatMap((status) => types.map((type) => [status, type, table[status][type]] as const)))(
  '%s, %s: %s',
  (status, type, next) => {
    expect(transition(status, { type }) ?? '-').toBe(next);
  },
);

test('every status can be reached from missing, and from every status there is a way to success', () => {
  const reachable = (from: Status): ReadonlySet<Status> => {
    const found = new Set<Status>([from]);
    for (const status of found) for (const next of Object.values(table[status])) if (next !== '-') found.add(next);
    return found;
  };
  expect([...reachable('missing')].sort()).toEqual([...statuses].sort());
  for (const status of statuses) expect(reachable(status).has('success')).toBe(true);
});

/** The comment that documents `transition`. */
function documentation(): string {
  const source = readFileSync(new URL('../../src/state/status.ts', import.meta.url), 'utf8');
  return /\/\*\*\s+\* The status after a transition.*?\*\//s.exec(source)?.[0] ?? '';
}

test('the documentation lists every transition that makes sense, and no other', () => {
  const arrows = [...documentation().matchAll(/^ \*\s+([\w |]+?)\s+── (\w+) ──▶\s+(\w+)$/gm)];
  const documented = arrows.flatMap(([, from = '', type, to]) =>
    from.split(' | ').map((status) => `${status} ${type} ${to}`),
  );
  const real = statuses.flatMap((status) =>
    types.flatMap((type) => (table[status][type] === '-' ? [] : [`${status} ${type} ${table[status][type]}`])),
  );
  expect([...documented].sort()).toEqual([...real].sort());
});
