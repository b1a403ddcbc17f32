import { mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryRoot } from '@huldra/testing';
import { afterAll, expect, test } from '@jest/globals';
import { LostClaimError, RootNotWritableError, StorageError } from '../../src/errors/index.js';
import { isMissing, storageError } from '../../src/store/storage-error.js';

const root = temporaryRoot('storage-error');
afterAll(root.cleanup);

const file = join(root.path, 'file');
writeFileSync(file, '');

function thrownBy(operation: () => unknown): unknown {
  try {
    operation();
  } catch (error) {
    return error;
  }
  throw new Error('The operation succeeded.');
}

const systemError = (code: string, syscall = 'open'): Error =>
  Object.assign(new Error(`${code}: made for this test, ${syscall}`), { code, syscall });

test.each(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR'])('%s means that the root cannot be written to', (code) => {
  const cause = systemError(code);
  const error = storageError(cause, 'claiming', '/data/a', 'space/Name/abc');
  expect(RootNotWritableError.is(error)).toBe(true);
  expect(error).toMatchObject({ path: '/data/a', artifact: 'space/Name/abc', retryable: false, cause });
  expect(error.message).toContain(`Claiming failed (/data/a): `);
  expect(error.message).toContain('HULDRA_PATH');
  expect(error.message).toContain(`[${code}]`);
});

test.each(['ENOSPC', 'EDQUOT', 'EIO', 'EMFILE', 'ENFILE', 'ESTALE', 'EBUSY'])('%s is worth another try', (code) => {
  const error = storageError(systemError(code), 'publishing', '/data/a');
  expect(StorageError.is(error)).toBe(true);
  expect(error.retryable).toBe(true);
  expect(error.message).toContain(code);
  expect(error.message).toMatch(/try again/i);
});

test('a path that is too long stays too long', () => {
  const cause = thrownBy(() => openSync(join(root.path, 'x'.repeat(300)), 'w'));
  const error = storageError(cause, 'writing', root.path);
  expect(StorageError.is(error)).toBe(true);
  expect(error.retryable).toBe(false);
  expect(error.message).toContain('shorter');
});

test('a file in the place of a directory is named as such', () => {
  const own = storageError(
    thrownBy(() => mkdirSync(file, { recursive: true })),
    'claiming',
    file,
  );
  const above = storageError(
    thrownBy(() => mkdirSync(join(file, 'a'), { recursive: true })),
    'claiming',
    file,
  );
  for (const error of [own, above]) {
    expect(RootNotWritableError.is(error)).toBe(true);
    expect(error.message).toContain('where a directory must be');
  }
  expect(own.message).toContain('[EEXIST]');
});

test('a file that exists already is no matter of permissions', () => {
  expect(
    StorageError.is(
      storageError(
        thrownBy(() => openSync(file, 'wx')),
        'writing',
        file,
      ),
    ),
  ).toBe(true);
});

test('a refused link may mean a file system without links', () => {
  expect(storageError(systemError('EPERM', 'link'), 'publishing', file).message).toContain('hard links');
});

test('an error that is not of the system keeps its message and is not worth another try', () => {
  const error = storageError(new TypeError('no such method'), 'publishing', file);
  expect(error.message).toContain('no such method');
  expect(error.retryable).toBe(false);
  const refused = thrownBy(() => openSync('a\u0000b', 'r'));
  expect(storageError(refused, 'reading', file).retryable).toBe(false);
  expect(storageError('a string', 'publishing', file).message).toContain('a string');
});

test("huldra's own errors pass through", () => {
  const error = new LostClaimError('lost');
  expect(storageError(error, 'publishing', file)).toBe(error);
});

test('missing is what is not there, was removed on the server, or lies below a file', () => {
  expect(isMissing(thrownBy(() => readFileSync(join(root.path, 'none'))))).toBe(true);
  expect(isMissing(thrownBy(() => readFileSync(join(file, 'none'))))).toBe(true);
  expect(isMissing(systemError('ESTALE'))).toBe(true);
  expect(isMissing(systemError('EACCES'))).toBe(false);
  expect(isMissing('ENOENT')).toBe(false);
  expect(isMissing(undefined)).toBe(false);
});
