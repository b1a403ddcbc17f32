import { describe, expect, test } from '@jest/globals';
import { Plan } from '../../src/plan/plan.js';
import type { PlanNode } from '../../src/plan/plan-node.js';
import { duration, wrapped } from '../../src/plan/render/text.js';

let count = 0;
const minute = 60_000;

function node(className: string, details: Partial<PlanNode> = {}): PlanNode {
  count += 1;
  const hash = String(count).padStart(32, '0').split('').reverse().join('');
  return {
    artifact: {},
    ref: { className, namespace: `n/${className}`, hash, dir: `/root/data/n/${className}/${hash}`, log: '' },
    dependencies: [],
    status: 'missing',
    decision: 'run',
    reason: 'never computed',
    owner: undefined,
    blockedBy: undefined,
    comparedWith: undefined,
    price: undefined,
    ...details,
  };
}

const priced = (minutes: number): Pick<PlanNode, 'price'> => ({
  price: { medianMs: minutes * minute, peakMemoryBytes: undefined, medianBytes: 1, attempts: 3 },
});

/** A dataset that is there, two ways to tokenize it, and a model of both. */
function example(): { readonly plan: Plan; readonly nodes: readonly PlanNode[] } {
  count = 0;
  const data = node('Dataset', { decision: 'hit', status: 'success', reason: 'published' });
  const left = node('Tokenize', { dependencies: [data], reason: 'vocab 32000 -> 50000', ...priced(4) });
  const right = node('Tokenize', { dependencies: [data], decision: 'wait', status: 'running', reason: 'pid 7 on a' });
  const model = node('Train', { dependencies: [left, right], reason: 'depends on Tokenize', ...priced(125) });
  const failed = node('Score', {
    decision: 'blocked',
    status: 'failed',
    reason: `attempt failed: ${'why '.repeat(30)}`,
  });
  const nodes = [data, left, right, model, failed];
  return { plan: new Plan(nodes, [model, failed]), nodes };
}

describe('a printed table', () => {
  test('shows what is to be done first, why, and how long it takes', () => {
    const { plan } = example();
    expect(plan.toString({ width: 60 }).split('\n')).toEqual([
      '5 artifacts: 2 run, 1 wait, 1 blocked, 1 hit',
      'about 2 h 9 min of work',
      '',
      'run      Tokenize 2000000  vocab 32000 -> 50000        4 min',
      'wait     Tokenize 3000000  pid 7 on a',
      'run      Train 4000000     depends on Tokenize     2 h 5 min',
      'blocked  Score 5000000     attempt failed: why',
      '                           why why why why why',
      '                           why why why why why w…',
      'hit      Dataset 1000000',
    ]);
  });

  test.each([20, 40, 80, 200])('keeps to %i columns', (width) => {
    const { plan } = example();
    for (const style of ['table', 'tree'] as const) {
      const lines = plan.toString({ width, style }).split('\n');
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
    }
  });

  test('counts what it has no lines for', () => {
    const { plan } = example();
    expect(plan.toString({ lines: 2 }).split('\n').at(-1)).toBe('… and 1 run, 1 blocked, 1 hit more');
  });

  test('says of how many nobody knows how long they take, and how long the longest path is', () => {
    const one = node('A', priced(10));
    const other = node('B', priced(20));
    const plan = new Plan([one, other, node('C')], []);
    expect(plan.toString().split('\n')[1]).toBe(
      'about 30 min of work, 20 min on the longest path, without 1 not estimated',
    );
  });
});

describe('a printed tree', () => {
  test('shows below each target what it depends on, and what was shown already only once', () => {
    const { plan, nodes } = example();
    const again = new Plan(nodes, [nodes[3] as PlanNode, nodes[1] as PlanNode]);
    expect(again.toString({ style: 'tree', width: 80 }).split('\n').slice(3)).toEqual([
      'Train 4000000  run (2 h 5 min): depends on Tokenize',
      '├─ Tokenize 2000000  run (4 min): vocab 32000 -> 50000',
      '│  └─ Dataset 1000000  hit',
      '└─ Tokenize 3000000  wait: pid 7 on a',
      '   └─ Dataset 1000000  hit',
      'Tokenize 2000000  run (4 min): vocab 32000 -> 50000 (see above)',
    ]);
    expect(plan.toString({ style: 'tree', lines: 2 }).split('\n').at(-1)).toBe('… and 3 more');
  });

  test('of a chain of ten thousand ends where its lines do', () => {
    let last = node('Step');
    const nodes = [last];
    for (let n = 1; n < 10_000; n += 1) {
      last = node('Step', { dependencies: [last] });
      nodes.push(last);
    }
    const plan = new Plan(nodes, [last]);
    expect(plan.toString({ style: 'tree' }).split('\n')).toHaveLength(63);
    expect(plan.criticalPath).toHaveLength(10_000);
  });
});

test('the longest path leads through what is waited for, less the time that has passed', () => {
  const since = new Date(0).toISOString();
  const owner = { host: 'a', pid: 1, since };
  const running = node('Tokenize', { decision: 'wait', owner, ...priced(10) });
  const model = node('Train', { dependencies: [running], ...priced(5) });
  const other = node('Other', priced(8));
  const plan = new Plan([running, model, other], [model, other], 4 * minute);
  expect(plan.criticalPath).toEqual([running, model]);
  expect(plan.criticalPathMs).toBe(11 * minute);
  expect(plan.totalMs).toBe(13 * minute);
});

test('JSON data names nodes by namespace and hash, and survives being written', () => {
  const { plan } = example();
  const data = JSON.parse(JSON.stringify(plan)) as ReturnType<Plan['toJSON']>;
  expect(data).toMatchObject({
    schemaVersion: 1,
    counts: { run: 2, wait: 1, blocked: 1, hit: 1 },
    targets: [`n/Train/4${'0'.repeat(31)}`, `n/Score/5${'0'.repeat(31)}`],
    totalMs: 129 * minute,
  });
  expect(data.nodes[1]).toEqual({
    id: `n/Tokenize/2${'0'.repeat(31)}`,
    className: 'Tokenize',
    namespace: 'n/Tokenize',
    hash: `2${'0'.repeat(31)}`,
    dir: `/root/data/n/Tokenize/2${'0'.repeat(31)}`,
    status: 'missing',
    decision: 'run',
    reason: 'vocab 32000 -> 50000',
    dependencies: [`n/Dataset/1${'0'.repeat(31)}`],
    price: { medianMs: 4 * minute, medianBytes: 1, attempts: 3 },
  });
});

describe('names and reasons from elsewhere', () => {
  const hostile = () => new Plan([node('Evil"]\\N', { reason: 'a\n\u001b[2J"; <b>#x]\u202e' })], []);

  test('cannot drive the terminal', () => {
    expect(hostile().toString().split('\n').at(-1)).toBe(
      'run  Evil"]\\N 1000000  a "; <b>#x]\\u202e'.replace('1000000', hashOf()),
    );
    expect(hostile().toString({ style: 'tree' })).not.toContain('\u001b');
  });

  test('cannot break out of a label in DOT', () => {
    const [, , , box] = hostile().toDot().split('\n');
    expect(box).toBe(`  n0 [label="Evil\\"]\\\\N ${hashOf()}\\nrun: a \\"; <b>#x]\\\\u202e", fillcolor="#fde9b8"];`);
  });

  test('nor in Mermaid', () => {
    const [, box] = hostile().toMermaid().split('\n');
    expect(box).toBe(`  n0["Evil#34;#93;#92;N ${hashOf()}<br>run: a #34;#59; #60;b#62;#35;x#93;#92;u202e"]:::run`);
  });

  const hashOf = () => String(count).padStart(32, '0').split('').reverse().join('').slice(0, 7);
});

test('graphs for Graphviz and Mermaid have arrows from a dependency to what needs it', () => {
  const { plan } = example();
  expect(plan.toDot().match(/n\d -> n\d/g)).toEqual(['n0 -> n1', 'n0 -> n2', 'n1 -> n3', 'n2 -> n3']);
  expect(plan.toMermaid().match(/n\d --> n\d/g)).toEqual(['n0 --> n1', 'n0 --> n2', 'n1 --> n3', 'n2 --> n3']);
});

test.each([
  [0, '0 ms'],
  [999.4, '999 ms'],
  [999.6, '1.0 s'],
  [9940, '9.9 s'],
  [9960, '10 s'],
  [59_900, '60 s'],
  [60_000, '1 min'],
  [59.6 * minute, '1 h'],
  [185 * minute, '3 h 5 min'],
  [24 * 60 * minute, '1 d'],
  [52 * 60 * minute, '2 d 4 h'],
])('%d milliseconds read %s', (ms, text) => {
  expect(duration(ms)).toBe(text);
});

test('text is broken between words, and a word that is too long is cut', () => {
  expect(wrapped('one two three', 7, 3)).toEqual(['one two', 'three']);
  expect(wrapped('extraordinary word', 8, 3)).toEqual(['extraor…', 'word']);
  expect(wrapped('a b c d e f', 3, 2)).toEqual(['a b', 'c …']);
});
