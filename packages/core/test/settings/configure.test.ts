import { join, resolve } from 'node:path';
import { ConfigurationError, configure, rawDirectory, type Settings, settings } from '@huldra/core';
import { temporaryRoot } from '@huldra/testing';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import { eachTestHasNoSettings } from './support/variables.js';

const temporary = temporaryRoot('configure');
const directory = process.cwd();
eachTestHasNoSettings();
afterEach(() => process.chdir(directory));
afterAll(temporary.cleanup);

function refusal(changes: object): unknown {
  try {
    configure(changes);
  } catch (error) {
    return error;
  }
  throw new Error('configure() took it');
}

test('the defaults are those of the documentation', () => {
  expect(settings()).toEqual({
    root: join(directory, 'data-huldra'),
    fsync: true,
    leaseSecs: 120,
    heartbeatSecs: 15,
    pollIntervalSecs: undefined,
    waitLogEverySecs: 10,
    maxWaitSecs: undefined,
    retryFailed: true,
    alwaysRerun: [],
    ignoreDiff: false,
    untrackedContents: false,
    logLevel: 'info',
    directoryMode: undefined,
  });
});

test('configure wins over the environment, and undefined goes back to it', () => {
  process.env.HULDRA_LEASE_SECS = '60';
  expect(configure({ leaseSecs: 30 }).leaseSecs).toBe(30);
  expect(settings().leaseSecs).toBe(30);
  expect(configure({ leaseSecs: undefined }).leaseSecs).toBe(60);
  delete process.env.HULDRA_LEASE_SECS;
  expect(configure({}).leaseSecs).toBe(120);
});

test('what was configured before stays', () => {
  configure({ leaseSecs: 30 });
  configure({ retryFailed: false });
  expect(settings()).toMatchObject({ leaseSecs: 30, retryFailed: false });
});

test('an unknown setting is an error that names those that there are', () => {
  const error = refusal({ leaseSeconds: 3 });
  expect(ConfigurationError.is(error)).toBe(true);
  expect((error as Error).message).toMatch(/no setting "leaseSeconds".*root, fsync, leaseSecs/);
});

test.each(['toString', 'constructor', '__proto__'])('%s is no setting', (key) => {
  expect(refusal(JSON.parse(`{"${key}": 1}`))).toMatchObject({ code: 'CONFIGURATION' });
});

test.each<[keyof Settings, unknown]>([
  ['root', ''],
  ['root', '  '],
  ['root', 'a\0b'],
  ['root', 7],
  ['root', null],
  ['fsync', 'false'],
  ['fsync', 0],
  ['leaseSecs', '60'],
  ['leaseSecs', 0],
  ['leaseSecs', -1],
  ['leaseSecs', Number.NaN],
  ['leaseSecs', Number.POSITIVE_INFINITY],
  ['heartbeatSecs', true],
  ['pollIntervalSecs', 0],
  ['maxWaitSecs', -0.5],
  ['maxWaitSecs', null],
  ['waitLogEverySecs', []],
  ['retryFailed', 'no'],
  ['alwaysRerun', 'ALL'],
  ['alwaysRerun', ['with space']],
  ['alwaysRerun', [7]],
  ['ignoreDiff', 1],
  ['logLevel', 'INFO'],
  ['logLevel', 'verbose'],
  ['directoryMode', '2775'],
  ['directoryMode', 1.5],
  ['directoryMode', 0o77777],
])('configure({ %s: %p }) is refused and changes nothing', (key, value) => {
  configure({ leaseSecs: 90, logLevel: 'warn' });
  const before = settings();
  const error = refusal({ retryFailed: false, [key]: value });
  expect(error).toMatchObject({ code: 'CONFIGURATION', message: expect.stringContaining(key) });
  expect(settings()).toEqual(before);
  expect(configure({})).toEqual(before);
});

test.each<[keyof Settings, unknown]>([
  ['leaseSecs', 1e-3],
  ['leaseSecs', 1e-7],
  ['maxWaitSecs', 0],
  ['maxWaitSecs', 1e21],
  ['alwaysRerun', []],
  ['alwaysRerun', ['One', '@scope/package/module/Two']],
  ['directoryMode', 0o2775],
  ['directoryMode', 0o700],
])('configure({ %s: %p }) is taken as it is', (key, value) => {
  expect(configure({ [key]: value })[key]).toEqual(value);
});

test('a heartbeat must be at most a third of the lease, wherever the two come from', () => {
  expect(refusal({ leaseSecs: 10, heartbeatSecs: 4 })).toMatchObject({
    code: 'CONFIGURATION',
    message: expect.stringMatching(/HULDRA_HEARTBEAT_SECS, 4 s.*third of the lease \(HULDRA_LEASE_SECS, 10 s\)/),
  });
  expect(configure({ leaseSecs: 12, heartbeatSecs: 4 })).toMatchObject({ leaseSecs: 12, heartbeatSecs: 4 });
  process.env.HULDRA_LEASE_SECS = '6';
  expect(refusal({ leaseSecs: undefined })).toMatchObject({ code: 'CONFIGURATION' });
  expect(settings().leaseSecs).toBe(12);
});

test('a shorter lease has a faster heartbeat by itself', () => {
  expect(configure({ leaseSecs: 8 }).heartbeatSecs).toBe(1);
});

test('a relative root is resolved when it is given, and stays there when the process goes elsewhere', () => {
  process.chdir(temporary.path);
  configure({ root: 'my results' });
  expect(settings().root).toBe(join(temporary.path, 'my results'));
  process.chdir(directory);
  configure({ leaseSecs: 60 });
  expect(settings().root).toBe(join(temporary.path, 'my results'));
  expect(rawDirectory()).toBe(join(temporary.path, 'my results', 'raw'));
});

test('a relative HULDRA_PATH does not move when the process goes elsewhere and configures something', () => {
  process.env.HULDRA_PATH = 'relative/root';
  const before = configure({}).root;
  expect(before).toBe(resolve(directory, 'relative/root'));
  process.chdir(temporary.path);
  expect(configure({ leaseSecs: 60 }).root).toBe(before);
});

test('blanks at the ends of a configured root belong to it', () => {
  expect(configure({ root: join(temporary.path, ' spaced ') }).root).toBe(join(temporary.path, ' spaced '));
});

test('settings given to the caller cannot be changed through what was given', () => {
  const names = ['One'];
  configure({ alwaysRerun: names });
  names.push('Two');
  expect(settings().alwaysRerun).toEqual(['One']);
});
