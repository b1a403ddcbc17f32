import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  Artifact,
  type CreateContext,
  dirOf,
  Field,
  Huldra,
  hashOf,
  type LoadContext,
  loadOrCreate,
  metadataOf,
  of,
  rawDirectory,
  stateOf,
} from '@huldra/core';
import { expect, test } from '@jest/globals';
import { collectEvents, eachTestHasItsOwnRoot, outline, withoutFrames } from './support/rig.js';

const root = eachTestHasItsOwnRoot('options');

@Artifact({ namespace: 'test-options/Committed', versionControlled: true })
class Committed {
  @Field() label = '';
  create(): string {
    return this.label;
  }
}

test('results of version controlled classes lie below <root>/git', async () => {
  const artifact = of(Committed, { label: 'x' });
  expect(await loadOrCreate(artifact)).toBe('x');
  expect(dirOf(artifact)).toBe(join(root(), 'git', 'test-options', 'Committed', hashOf(artifact)));
  expect(readdirSync(root())).not.toContain('data');
  expect(await loadOrCreate(artifact)).toBe('x');
  expect(stateOf(artifact).status).toBe('success');
});

@Artifact({ namespace: 'test-options/old/Model' })
class ModelBefore {
  @Field() rate = 1;
  create({ dir }: CreateContext): string {
    writeFileSync(join(dir, 'weights.txt'), 'old weights');
    return 'computed before the move';
  }
  load({ dir }: LoadContext): string {
    return `loaded ${readFileSync(join(dir, 'weights.txt'), 'utf8')}`;
  }
}

@Artifact({ namespace: 'test-options/new/Model', formerly: 'test-options/old/Model' })
class ModelAfter {
  @Field() rate = 1;
  create(): string {
    return 'computed after the move';
  }
  load({ dir }: LoadContext): string {
    return `loaded ${readFileSync(join(dir, 'weights.txt'), 'utf8')}`;
  }
}

@Artifact({ namespace: 'test-options/Uses' })
class Uses {
  @Field(() => ModelBefore) model: object = of(ModelBefore);
  create(): string {
    return 'uses a model';
  }
}

test('the results of a class that moved are found under its former namespace, and nothing is computed', async () => {
  await loadOrCreate(of(ModelBefore));
  const moved = of(ModelAfter);
  const events = collectEvents();
  expect(await loadOrCreate(moved)).toBe('loaded old weights');
  expect(outline(events)).toEqual(['hit published']);
  expect(dirOf(moved)).toBe(dirOf(of(ModelBefore)));
  expect(stateOf(moved).status).toBe('success');
  expect(metadataOf(moved)?.artifact.namespace).toBe('test-options/old/Model');
  expect(existsSync(join(root(), 'data', 'test-options', 'new'))).toBe(false);
});

test('what a class that moved computes anew lies under its present namespace', async () => {
  const moved = of(ModelAfter, { rate: 2 });
  expect(await loadOrCreate(moved)).toBe('computed after the move');
  expect(dirOf(moved)).toBe(join(root(), 'data', 'test-options', 'new', 'Model', hashOf(moved)));
});

test('the hash of what holds a class that moved stays the same', () => {
  expect(hashOf(of(ModelAfter, { rate: 3 }))).toBe(hashOf(of(ModelBefore, { rate: 3 })));
  const holder = new Uses();
  holder.model = of(ModelBefore, { rate: 3 });
  expect(hashOf(holder)).toMatch(/^[0-9a-f]{32}$/);
});

@Artifact({ namespace: 'test-options/Raw' })
class Raw extends Huldra<string> {
  @Field() label = '';
  create({ rawDir }: CreateContext): string {
    mkdirSync(join(rawDir, 'downloads'), { recursive: true });
    writeFileSync(join(rawDir, 'downloads', 'big.bin'), 'big');
    return rawDir;
  }
  load({ rawDir }: LoadContext): string {
    return readFileSync(join(rawDir, 'downloads', 'big.bin'), 'utf8');
  }
}

test('the raw directory is shared by all artifacts and not made by huldra', async () => {
  const artifact = Raw.of();
  expect(rawDirectory()).toBe(join(root(), 'raw'));
  expect(artifact.rawDir).toBe(rawDirectory());
  expect(existsSync(rawDirectory())).toBe(false);
  expect(await artifact.loadOrCreate()).toBe(rawDirectory());
  expect(await artifact.loadOrCreate()).toBe('big');
});

@Artifact({ namespace: 'test-options/Talking' })
class Talking {
  @Field() label = '';
  create({ log, progress, metric, attempt }: CreateContext): string {
    log.debug('a detail', { of: 'something' }, 3);
    log.info('information');
    log.warn('a warning');
    log.error('an error');
    progress(1, 10, 'epochs');
    progress(2);
    metric('loss', 0.5, 7);
    metric('accuracy', 0.9);
    return attempt.id;
  }
}

test('what create says about itself becomes events of its artifact, in order', async () => {
  const events = collectEvents();
  const artifact = of(Talking);
  const attempt = await loadOrCreate(artifact);
  const about = {
    artifact: {
      className: 'Talking',
      namespace: 'test-options/Talking',
      hash: hashOf(artifact),
      dir: dirOf(artifact),
      log: expect.any(String),
    },
    depth: 1,
    reason: 'context',
  };
  const log = { type: 'log', details: [], caller: expect.any(Function), ...about };
  expect(withoutFrames(events)).toEqual([
    { type: 'started', reason: 'missing', artifact: about.artifact, depth: 0, attempt },
    { ...log, level: 'debug', message: 'a detail', details: [{ of: 'something' }, 3] },
    { ...log, level: 'info', message: 'information' },
    { ...log, level: 'warn', message: 'a warning' },
    { ...log, level: 'error', message: 'an error' },
    { type: 'progress', ...about, done: 1, total: 10, label: 'epochs' },
    { type: 'progress', ...about, done: 2, total: undefined, label: undefined },
    { type: 'metric', ...about, name: 'loss', value: 0.5, step: 7 },
    { type: 'metric', ...about, name: 'accuracy', value: 0.9, step: undefined },
    {
      type: 'published',
      reason: 'created',
      artifact: about.artifact,
      depth: 0,
      attempt,
      durationMs: expect.any(Number),
      files: 1,
      bytes: expect.any(Number),
    },
  ]);
});

test('load may log, and its lines belong to its artifact', async () => {
  @Artifact({ namespace: 'test-options/LoadTalks' })
  class LoadTalks {
    @Field() label = '';
    create(): string {
      return '';
    }
    load({ log }: LoadContext): string {
      log.info('reading');
      return 'read';
    }
  }
  await loadOrCreate(of(LoadTalks));
  const events = collectEvents();
  await loadOrCreate(of(LoadTalks));
  expect(events).toMatchObject([
    { type: 'hit', reason: 'published' },
    { type: 'log', message: 'reading', artifact: { className: 'LoadTalks' } },
  ]);
});
