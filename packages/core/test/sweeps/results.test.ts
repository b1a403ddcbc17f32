import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import {
  Artifact,
  type CreateContext,
  collection,
  dirOf,
  Field,
  hashOf,
  loadOrCreate,
  of,
  results,
  sweep,
} from '@huldra/core';
import { expect, test } from '@jest/globals';
import { eachTestHasItsOwnRoot, rejection } from '../runtime/support/rig.js';

eachTestHasItsOwnRoot('results');

@Artifact({ namespace: 'test-results/Dataset' })
class Dataset {
  @Field() name = 'toy';
  create(): string {
    return this.name;
  }
}

@Artifact({ namespace: 'test-results/Train' })
class Train {
  @Field() lr = 1e-3;
  @Field() dataset = of(Dataset);
  @Field({ hash: false }) workers = 1;
  @Field({ secret: true }) key = 'sesame';
  create({ metric }: CreateContext): string {
    metric('loss', 100, 0);
    metric('loss', this.lr / 3, 1);
    if (this.lr > 1) throw new Error('diverged');
    metric('accuracy', 0.5);
    return 'done';
  }
}

const runs = () =>
  collection({
    baseline: of(Train, { workers: 8 }),
    sweep: sweep(Train, { lr: [1e-4, 10], 'dataset.name': ['toy', 'a, "b"'] }),
  });

async function computeSome(): Promise<void> {
  const members = runs();
  for (const name of ['baseline', 'sweep/lr=0.0001,dataset.name=toy']) await loadOrCreate(members.byName(name));
  await rejection(loadOrCreate(members.byName('sweep/lr=10,dataset.name=toy')));
}

test('a table has a row for each member, with what differs, how it stands and its last metrics', async () => {
  await computeSome();
  const table = runs().table();
  expect(table.columns).toEqual({ fields: ['lr', 'dataset.name'], metrics: ['loss', 'accuracy'] });
  expect(table.rows.map(({ name, status, fields, metrics }) => ({ name, status, fields, metrics }))).toEqual([
    {
      name: 'baseline',
      status: 'success',
      fields: { lr: '0.001', 'dataset.name': 'toy' },
      metrics: { loss: 1e-3 / 3, accuracy: 0.5 },
    },
    {
      name: 'sweep/lr=0.0001,dataset.name=toy',
      status: 'success',
      fields: { lr: '0.0001', 'dataset.name': 'toy' },
      metrics: { loss: 1e-4 / 3, accuracy: 0.5 },
    },
    {
      name: 'sweep/lr=0.0001,dataset.name="a, \\"b\\""',
      status: 'missing',
      fields: { lr: '0.0001', 'dataset.name': 'a, "b"' },
      metrics: {},
    },
    {
      name: 'sweep/lr=10,dataset.name=toy',
      status: 'failed',
      fields: { lr: '10', 'dataset.name': 'toy' },
      metrics: { loss: 10 / 3 },
    },
    {
      name: 'sweep/lr=10,dataset.name="a, \\"b\\""',
      status: 'missing',
      fields: { lr: '10', 'dataset.name': 'a, "b"' },
      metrics: {},
    },
  ]);
});

test('columns come in the order in which fields are declared', () => {
  const [first, second] = [of(Train, { dataset: of(Dataset, { name: 'b' }) }), of(Train, { lr: 5 })];
  expect(results([of(Train), first, second]).columns.fields).toEqual(['lr', 'dataset.name']);
});

test('it prints in aligned columns, numbers to the right', async () => {
  await computeSome();
  expect(runs().table().toString({ width: 80 }).split('\n')).toEqual([
    '    lr  dataset.name  status           loss  accuracy',
    ' 0.001  toy           success   0.000333333       0.5',
    '0.0001  toy           success  0.0000333333       0.5',
    '0.0001  a, "b"        missing',
    '    10  toy           failed        3.33333',
    '    10  a, "b"        missing',
  ]);
  for (const line of runs().table().toString({ width: 20 }).split('\n')) expect(line.length).toBeLessThanOrEqual(20);
});

test('as CSV it has the hash and all digits, and quotes what needs quotes', async () => {
  await computeSome();
  const lines = runs().table().toCsv().split('\r\n');
  expect(lines[0]).toBe('name,hash,status,lr,dataset.name,loss,accuracy');
  expect(lines[1]).toBe(`baseline,${hashOf(of(Train))},success,0.001,toy,${1e-3 / 3},0.5`);
  const quoted = '"sweep/lr=0.0001,dataset.name=""a, \\""b\\"""""';
  expect(lines[3]).toBe(
    `${quoted},${hashOf(of(Train, { lr: 1e-4, dataset: of(Dataset, { name: 'a, "b"' }) }))},missing,0.0001,"a, ""b""",,`,
  );
  expect(lines.at(-1)).toBe('');
});

test('as JSON it is data, without secrets', async () => {
  await computeSome();
  const text = JSON.stringify(runs().table());
  expect(JSON.parse(text)).toMatchObject({ columns: { metrics: ['loss', 'accuracy'] }, rows: { length: 5 } });
  expect(text).not.toContain('sesame');
});

test('a metric that is called like a field has a heading of its own', async () => {
  @Artifact({ namespace: 'test-results/Clash' })
  class Clash {
    @Field() loss = 1;
    create({ metric }: CreateContext): void {
      metric('loss', 2);
    }
  }
  const clashes = [of(Clash), of(Clash, { loss: 5 })];
  for (const clash of clashes) await loadOrCreate(clash);
  expect(results(clashes).toCsv().split('\r\n')[0]).toBe('name,hash,status,loss,metric.loss');
});

test('a list of artifacts of several classes has a table as well', async () => {
  const table = results([of(Dataset), of(Train)]);
  expect(table.rows.map(({ name, fields }) => [name, fields.class])).toEqual([
    ['0', 'Dataset'],
    ['1', 'Train'],
  ]);
  expect(results([]).toString()).toBe('no artifacts');
  expect(results([of(Dataset)]).toString()).toBe('name  status\n0     missing');
  expect(inspect(results([of(Dataset)]))).toBe('name  status\n0     missing');
});

test('a damaged result is a row that says so', async () => {
  await computeSome();
  appendFileSync(join(dirOf(of(Train)), '.huldra', 'SUCCESS.json'), 'x');
  expect(runs().table().rows[0]).toMatchObject({ status: 'damaged', metrics: {} });
});
