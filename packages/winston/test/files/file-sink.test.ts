import { existsSync, readdirSync, readlinkSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  Artifact,
  type CreateContext,
  dirOf,
  Field,
  invalidate,
  type LoadContext,
  load,
  loadOrCreate,
  of,
} from '@huldra/core';
import { expect, test } from '@jest/globals';
import { fileSink } from '../../src/files/file-sink.js';
import { eachTestLogs, logPath, messages, textOf, timeless } from '../support/logs.js';

const root = eachTestLogs('file-sink');

@Artifact({ namespace: 'test-files/Dataset' })
class Dataset {
  @Field() name = 'toy';
  create({ log }: CreateContext): string {
    log.info('downloading', this.name, { bytes: 3 });
    if (this.name === 'bad') throw new Error('no such data', { cause: new Error('the disk is gone') });
    return 'data';
  }
}

@Artifact({ namespace: 'test-files/Model' })
class Model {
  @Field(() => Dataset) dataset = of(Dataset);
  async create({ log }: CreateContext): Promise<string> {
    log.debug('before');
    await loadOrCreate(this.dataset);
    log.warn('two\nlines');
    return 'model';
  }
}

@Artifact({ namespace: 'test-files/Loading' })
class Loading {
  @Field() label = '';
  create(): string {
    return this.label;
  }
  load({ log }: LoadContext): string {
    if (this.label !== '') log.info(this.label);
    return this.label;
  }
}

const files = (): readonly string[] => readdirSync(root(), { recursive: true, encoding: 'utf8' }).sort();

test("the log of an artifact tells its call, and a dependency's lines are in the dependency's log only", async () => {
  const model = of(Model);
  await loadOrCreate(model);
  expect(timeless(logPath(model))).toEqual([
    '-'.repeat(80),
    'TIME [INFO] huldra file-sink.test.ts:N loadOrCreate Model abcdef0 (missing->create) attempt A, pid P',
    'TIME [DEBUG] context file-sink.test.ts:N before',
    'TIME [INFO] huldra file-sink.test.ts:N dep: begin Dataset abcdef0 DIR',
    'TIME [INFO] huldra file-sink.test.ts:N dep: end Dataset abcdef0 (ok) created in 9 ms',
    'TIME [WARN] context file-sink.test.ts:N two',
    '    lines',
    'TIME [INFO] huldra file-sink.test.ts:N published Model abcdef0 in 9 ms (files: 1)',
  ]);
  expect(timeless(logPath(model.dataset))).toEqual([
    '-'.repeat(80),
    'TIME [INFO] huldra file-sink.test.ts:N loadOrCreate Dataset abcdef0 (missing->create) attempt A, pid P',
    'TIME [INFO] context file-sink.test.ts:N downloading toy { bytes: 3 }',
    'TIME [INFO] huldra file-sink.test.ts:N published Dataset abcdef0 in 9 ms (files: 1)',
  ]);
  expect(timeless(join(root(), 'huldra.log'))).toEqual([
    'TIME [INFO] huldra file-sink.test.ts:N begin Model abcdef0 DIR',
    'TIME [INFO] huldra file-sink.test.ts:N end Model abcdef0 (ok) created in 9 ms',
  ]);
});

test('a plain hit writes nothing and makes no directory, also as a dependency', async () => {
  const model = of(Model);
  await loadOrCreate(model.dataset);
  const before = [textOf(logPath(model.dataset)), textOf(join(root(), 'huldra.log')), files()];
  await loadOrCreate(model.dataset);
  expect([textOf(logPath(model.dataset)), textOf(join(root(), 'huldra.log')), files()]).toEqual(before);
  await loadOrCreate(model);
  expect(textOf(logPath(model.dataset))).toBe(before[0]);
  expect(textOf(logPath(model))).not.toContain('dep:');
});

test('calls that compute are separated by a line of dashes', async () => {
  const artifact = of(Dataset);
  await loadOrCreate(artifact);
  await loadOrCreate(artifact);
  await invalidate(artifact, 'for the test');
  await loadOrCreate(artifact);
  const parts = textOf(logPath(artifact)).split(/^-{80}\n/m);
  expect(parts.map((part) => part.split('\n').filter((line) => line.includes('loadOrCreate')).length)).toEqual([
    0, 1, 1,
  ]);
  expect(parts[1]).toContain('invalidated Dataset');
});

test('a failure is written with stacks and causes, and the parent is told', async () => {
  const model = of(Model, { dataset: of(Dataset, { name: 'bad' }) });
  await expect(loadOrCreate(model)).rejects.toThrow('no such data');
  const text = textOf(logPath(model.dataset));
  expect(text).toMatch(/^\S+Z \[ERROR\] huldra \S+:\d+ error Dataset [0-9a-f]{7} after .*: Error: no such data$/m);
  expect(text).toMatch(/^ {4,}at Dataset\.create \(.*file-sink\.test\.ts/m);
  expect(text).toMatch(/^ +\[cause\]: Error: the disk is gone$/m);
  expect(textOf(logPath(model))).toMatch(
    /\[ERROR\] huldra \S+ dep: end Dataset [0-9a-f]{7} \(error\) error in .*no such data/,
  );
});

test('records are in the file before create returns, and before the attempt is recorded', async () => {
  const seen: string[] = [];
  @Artifact({ namespace: 'test-files/Looking' })
  class Looking {
    @Field() label = '';
    create({ log }: CreateContext): string {
      log.info('written at once');
      seen.push(textOf(logPath(this)));
      return '';
    }
  }
  await loadOrCreate(of(Looking));
  expect(seen[0]).toMatch(/context \S+ written at once\n$/);
});

test('what load logs in a hit goes to the log of the artifact', async () => {
  const loading = of(Loading, { label: 'said while loading' });
  await loadOrCreate(loading);
  await loadOrCreate(loading);
  await load(loading);
  expect(messages(logPath(loading), 'context')).toEqual(['said while loading', 'said while loading']);
});

test('what is logged when the directory of the artifact is gone is kept in the unscoped log', async () => {
  @Artifact({ namespace: 'test-files/Removing' })
  class Removing {
    @Field() label = '';
    async create({ log }: CreateContext): Promise<string> {
      log.info('before');
      rmSync(dirOf(this), { recursive: true });
      // Whether it is still there is looked at once in each turn of the event loop.
      await new Promise((resolve) => setImmediate(resolve));
      log.info('after');
      log.info('and after');
      return '';
    }
  }
  await expect(loadOrCreate(of(Removing))).rejects.toThrow();
  expect(messages(join(root(), 'huldra.log'), 'context')).toEqual(['after', 'and after']);
});

test('a log that is removed or renamed is made anew', async () => {
  const artifact = of(Dataset, { name: 'renamed' });
  await loadOrCreate(artifact);
  renameSync(logPath(artifact), join(root(), 'moved'));
  await invalidate(artifact, 'again');
  await loadOrCreate(artifact);
  expect(messages(logPath(artifact), 'context')).toEqual(['downloading renamed { bytes: 3 }']);
});

test('the sink begun twice writes once', async () => {
  fileSink();
  const artifact = of(Dataset, { name: 'twice' });
  await loadOrCreate(artifact);
  expect(messages(logPath(artifact), 'context')).toHaveLength(1);
});

test('parallel attempts never mix their lines, and no descriptor stays open', async () => {
  @Artifact({ namespace: 'test-files/Parallel' })
  class Parallel {
    @Field() index = 0;
    async create({ log }: CreateContext): Promise<number> {
      for (let line = 0; line < 20; line += 1) {
        log.info(`${this.index} says ${line}`);
        await new Promise((resolve) => setImmediate(resolve));
      }
      return this.index;
    }
  }
  const open = (): readonly string[] =>
    existsSync('/proc/self/fd')
      ? readdirSync('/proc/self/fd').filter((fd) => {
          const link = join('/proc/self/fd', fd);
          return existsSync(link) && linkOf(link).startsWith(root()) && linkOf(link).includes('Parallel');
        })
      : [];
  const artifacts = Array.from({ length: 40 }, (_, index) => of(Parallel, { index }));
  await Promise.all(artifacts.map((artifact) => loadOrCreate(artifact)));
  for (const [index, artifact] of artifacts.entries()) {
    const said = Array.from({ length: 20 }, (_, line) => `${index} says ${line}`);
    expect(messages(logPath(artifact), 'context')).toEqual(said);
  }
  expect(open()).toEqual([]);
});

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
