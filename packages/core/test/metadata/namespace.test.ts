import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { temporaryRoot } from '@huldra/testing';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Artifact, type ArtifactOptions, Config, DeclarationError, of } from '../../src/index.js';
import { findModel } from '../../src/metadata/index.js';
import { writeFiles } from '../conformance/support/consumer.js';

const workplace = temporaryRoot('namespace');
afterAll(workplace.cleanup);

/** A package of its own for each test, so that no two tests declare one class. */
let name: string;
let directory: string;
let count = 0;
beforeEach(() => {
  count += 1;
  name = `package-${count}`;
  directory = join(workplace.path, name);
  writeFiles(directory, { 'package.json': JSON.stringify({ name, type: 'module' }) });
});

/** The namespace of a class called Train that is declared in a file of the package. */
function namespaceIn(file: string, options: ArtifactOptions = {}): string | undefined {
  class Train {}
  Artifact({ module: join(directory, file), ...options })(Train);
  return findModel(Train)?.namespace;
}

function errorOf(declare: () => unknown): DeclarationError {
  try {
    declare();
  } catch (error) {
    if (DeclarationError.is(error)) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('the namespace of a class', () => {
  test.each([
    ['src/train.ts', 'train'],
    ['dist/train.js', 'train'],
    ['lib/train.js', 'train'],
    ['build/train.js', 'train'],
    ['dist/src/train.js', 'train'],
    ['train.mjs', 'train'],
    ['train.cts', 'train'],
    ['src/train.tsx', 'train'],
    ['src/nlp/train.ts', 'nlp/train'],
    ['src/lib/train.ts', 'lib/train'],
    ['scripts/src/train.ts', 'scripts/src/train'],
    ['test/train.test.ts', 'test/train.test'],
    ['src/index.ts', 'index'],
    ['src/_private/$train-1.ts', '_private/$train-1'],
    ['srcs/train.ts', 'srcs/train'],
  ])('in %s is the package, then %s, then the class', (file, module) => {
    expect(namespaceIn(file)).toBe(`${name}/${module}/Train`);
  });

  test('begins with the scope of a scoped package', () => {
    writeFiles(directory, { 'package.json': `{"name": "@lab/${name}"}` });
    expect(namespaceIn('src/train.ts')).toBe(`@lab/${name}/train/Train`);
  });

  test('takes a file: URL for its module, whatever its query', () => {
    const url = pathToFileURL(join(directory, 'src/tr ain.ts'.replace(' ', '-'))).href;
    expect(namespaceIn('', { module: `${url}?version=2#top` })).toBe(`${name}/tr-ain/Train`);
  });

  test('belongs to the nearest package.json that has a name', () => {
    writeFiles(directory, {
      'dist/package.json': '{"type": "commonjs"}',
      'dist/esm/package.json': '{not JSON',
      'inner/package.json': `{"name": "${name}-inner"}`,
    });
    expect(namespaceIn('dist/esm/train.js')).toBe(`${name}/esm/train/Train`);
    expect(namespaceIn('inner/src/train.js')).toBe(`${name}-inner/train/Train`);
  });

  test('is found from the module in which the decorator stands', () => {
    @Artifact()
    class Here {}
    @Artifact({ module: import.meta.url })
    @Artifact({ namespace: 'namespace.test/There' })
    class There {}
    @Config()
    class Value {}
    const module = '@huldra/core/test/metadata/namespace.test';
    expect([Here, There, Value].map((cls) => findModel(cls)?.namespace)).toEqual([
      `${module}/Here`,
      `${module}/There`,
      `${module}/Value`,
    ]);
  });

  test('is what was given, whatever the module', () => {
    expect(namespaceIn('src/1 bad name.ts', { namespace: `given/${name}` })).toBe(`given/${name}`);
  });
});

describe('a module that gives no namespace', () => {
  test('has no package with a name', () => {
    writeFiles(directory, { 'package.json': '{"private": true}' });
    const error = errorOf(() => namespaceIn('src/train.ts'));
    expect(error.message).toMatch(/class Train in .*src\/train\.ts has no package: no package\.json with a "name"/);
    expect(error.message).toMatch(/namespace: 'package\/Train'/);
    expect(error).toMatchObject({ artifact: 'Train', path: join(directory, 'src/train.ts') });
  });

  test.each(['src/01-prepare.ts', 'src/my train.ts', 'src/größe.ts', 'src/[id]/train.ts', 'src/.hidden.ts'])(
    'lies in %s, whose parts cannot all be directory names',
    (file) => {
      const { message } = errorOf(() => namespaceIn(file));
      expect(message).toMatch(/which cannot be a directory name/);
      expect(message).toContain(`Rename the file ${join(directory, file)}`);
    },
  );

  test('has a class whose name cannot be a directory name', () => {
    class Größe {}
    const { message } = errorOf(() => Artifact({ module: join(directory, 'src/train.ts') })(Größe));
    expect(message).toContain('has the segment "Größe"');
    expect(message).toContain('Rename the class, or give');
  });

  test('has a package whose name cannot be a directory name', () => {
    writeFiles(directory, { 'package.json': '{"name": "3d-models"}' });
    const { message } = errorOf(() => namespaceIn('src/train.ts'));
    expect(message).toContain('has the segment "3d-models"');
    expect(message).toContain(`Rename the package in ${directory}, or give`);
  });

  test.each([
    'train',
    './train.js',
    '../train.ts',
    'https://example.org/train.js',
    'node:fs',
    'data:text/javascript,1',
    '',
  ])('is given as %p', (module) => {
    const { message } = errorOf(() => namespaceIn('', { module }));
    expect(message).toBe(
      `the module of class Train is given as "${module}", which is neither an absolute path nor the file: URL of a file. Give import.meta.url (or __filename), or leave it out.`,
    );
  });
});

describe('a namespace that was given', () => {
  const long = 'x'.repeat(128);

  test.each(['a', 'a/B', '@lab/a/B', '_a/$b/c.d-e@1', `a/${long}`])('%p is taken', (namespace) => {
    class Taken {}
    Artifact({ namespace: `${namespace}/Taken` })(Taken);
    expect(findModel(Taken)?.namespace).toBe(`${namespace}/Taken`);
  });

  const wrong = [
    '',
    '/',
    '/a/B',
    'a/B/',
    'a//B',
    '.',
    '..',
    '../B',
    'a/../B',
    'a/./B',
    'a/.B',
    'a B',
    'a/ B',
    'a\\B',
    'a/B\n',
    'a/1B',
    'a/-B',
    'a/B:C',
    'a/Größe',
    `a/${long}x`,
  ];

  test.each(wrong)('%p is refused', (namespace) => {
    class Wrong {}
    const { message } = errorOf(() => Artifact({ namespace })(Wrong));
    expect(message).toContain(`the namespace ${JSON.stringify(namespace).replace('\\n', '\n').replace('\\\\', '\\')}`);
    expect(message).toMatch(/of class Wrong has the segment .*Correct the options of @Artifact\(\)\./s);
    expect(() => of(Wrong)).toThrow(/decorated with neither/);
  });

  test.each(wrong)('%p is refused among the earlier ones', (formerly) => {
    class Wrong {}
    const declare = () => Config({ namespace: `namespace.test/${name}`, formerly: ['a/B', formerly] })(Wrong);
    expect(errorOf(declare).message).toMatch(/has the segment .*Correct the options of @Config\(\)\./s);
  });
});

describe('a class without a name', () => {
  test.each([
    ['', class {}],
    ['default', { default: class {} }.default],
    ['default_1', { default_1: class {} }.default_1],
    ['_class', { _class: class {} }._class],
  ])('(%p in compiled code) needs a namespace', (_, cls) => {
    const error = errorOf(() => Artifact()(cls));
    expect(error.message).toMatch(
      /^a class in .*namespace\.test\.ts is decorated with @Artifact\(\) but has no name, and its name is part of its identity\. Name the class, or give @Artifact\(\{ namespace/,
    );
    Artifact({ namespace: `namespace.test/${name}` })(cls);
    expect(findModel(cls)).toMatchObject({ namespace: `namespace.test/${name}`, name });
  });

  test('is told which decorator it carries', () => {
    expect(errorOf(() => Config()(class {})).message).toMatch(/decorated with @Config\(\).*give @Config\(\{ namespace/);
  });
});
