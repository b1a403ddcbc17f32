import { copyFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryRoot } from '@huldra/testing';
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Artifact, fromJSON, of, toJSON, UnknownClassError } from '../../src/index.js';
import { classOf, findClass, knownNamespaces } from '../../src/metadata/index.js';
import { installCore, writeFiles } from '../conformance/support/consumer.js';
import { runNode } from '../conformance/support/run-node.js';

const workplace = temporaryRoot('registry');
afterAll(workplace.cleanup);

let directory: string;
let namespace: string;
let count = 0;
beforeEach(() => {
  count += 1;
  namespace = `registry.test/Case${count}`;
  directory = join(workplace.path, `case-${count}`);
  writeFiles(directory, { 'package.json': `{"name": "case-${count}"}` });
});

const path = (file: string) => join(directory, file);

/** A class as a module would declare it. */
function declareIn(file: string, text: string): new () => object {
  writeFiles(directory, { [file]: text });
  class Train {}
  Artifact({ namespace, module: path(file) })(Train);
  return Train;
}

describe('two classes with one namespace', () => {
  test('are an error that names both and their files', () => {
    const first = declareIn('src/one.ts', '1');
    class Evaluate {}
    expect(() => Artifact({ namespace, module: path('src/two.ts') })(Evaluate)).toThrow(
      `two classes have the namespace "${namespace}": Train in ${path('src/one.ts')} and Evaluate in ${path('src/two.ts')}. They would take each other's results for their own. Rename one, or give one of them @Artifact({ namespace }).`,
    );
    expect(findClass(namespace)).toBe(first);
  });

  test('are an error although their names are the same', () => {
    declareIn('src/one.ts', '1');
    expect(() => declareIn('src/two.ts', '2')).toThrow(/two classes have the namespace/);
  });

  test('are an error in one file', () => {
    declareIn('src/one.ts', '1');
    class Evaluate {}
    expect(() => Artifact({ namespace, module: path('src/one.ts') })(Evaluate)).toThrow(
      /Train in .*one\.ts and Evaluate in .*one\.ts/,
    );
  });

  test('are an error in a source and in the build of another source', () => {
    declareIn('src/one.ts', '1');
    expect(() => declareIn('dist/two.js', '2')).toThrow(/src\/one\.ts and Train in .*dist\/two\.js/);
  });
});

describe('one class that is loaded twice is no error', () => {
  test('from the same file', () => {
    const first = declareIn('src/one.ts', '1');
    const second = declareIn('src/one.ts', '1');
    expect(second).not.toBe(first);
    expect(findClass(namespace)).toBe(second);
  });

  test('from its source and its build', () => {
    declareIn('src/one.ts', '1');
    const built = declareIn('dist/one.js', '2');
    expect(findClass(namespace)).toBe(built);
    expect(findClass(namespace)).not.toBe(declareIn('src/one.ts', '1'));
  });

  test('from two installed copies of its package', () => {
    declareIn('src/one.js', '1');
    const second = declareIn('node_modules/copy/src/one.js', '1');
    expect(findClass(namespace)).toBe(second);
  });

  test('from a link to its file', () => {
    declareIn('src/one.js', '1');
    symlinkSync(path('src/one.js'), path('src/link.js'));
    class Train {}
    expect(() => Artifact({ namespace, module: path('src/link.js') })(Train)).not.toThrow();
  });

  test('under a query, as test runners and watchers import it', async () => {
    installCore(directory);
    writeFiles(directory, {
      'dist/train.mjs': `
        import { Artifact, Field, of } from '@huldra/core';
        export class Train {}
        Field()(Train.prototype, 'size');
        Artifact()(Train);`,
      'dist/main.mjs': `
        import { of, hashOf, namespaceOf } from '@huldra/core';
        const { Train: one } = await import('./train.mjs');
        const { Train: two } = await import('./train.mjs?again');
        const [first, second] = [one, two].map((cls) => of(cls, { size: 1 }));
        console.log(JSON.stringify({
          isOneClass: one === two,
          namespace: namespaceOf(second),
          isOneHash: hashOf(first) === hashOf(second),
        }));`,
    });
    copyFileSync(path('dist/train.mjs'), path('train.mjs'));
    const { stdout, stderr } = await runNode([path('dist/main.mjs')], { cwd: directory, root: path('data') });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual({
      isOneClass: false,
      namespace: `case-${count}/train/Train`,
      isOneHash: true,
    });
  });
});

test('a namespace without a class is an error that says what to import', () => {
  @Artifact({ namespace: 'registry.test/Known' })
  class Known {}
  const stored = JSON.parse(JSON.stringify(toJSON(of(Known))).replaceAll('Known', 'Unknown'));
  expect(() => fromJSON(stored)).toThrow(UnknownClassError);
  expect(() => classOf('registry.test/Unknown')).toThrow(
    'no class with the namespace "registry.test/Unknown" is known in this process. Import the module that declares it first',
  );
  expect(knownNamespaces()).toContain('registry.test/Known');
});
