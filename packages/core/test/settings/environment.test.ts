import { ConfigurationError, configure, type Settings } from '@huldra/core';
import { expect, test } from '@jest/globals';
import { eachTestHasNoSettings } from './support/variables.js';

eachTestHasNoSettings();

interface Variable {
  readonly name: string;
  readonly key: keyof Settings;
  /** Texts and what they mean. */
  readonly good: readonly (readonly [text: string, value: unknown])[];
  readonly bad: readonly string[];
}

const switches: Variable['good'] = [
  ...['1', 'true', 'yes', 'on', 'TRUE', 'Yes', ' on '].map((text) => [text, true] as const),
  ...['0', 'false', 'no', 'off', 'FALSE', 'No'].map((text) => [text, false] as const),
];
const notSwitches = ['2', 'y', 'enabled', 'true false', '-1'];
const times: Variable['good'] = [
  ['90', 90],
  ['90.5', 90.5],
  ['.5e2', 50],
  ['1e2', 100],
  [' 90 ', 90],
];
const notTimes = ['-1', 'abc', '1s', '1,5', 'NaN', 'Infinity', '0x10', '1 2', '1e999', '--', '٣'];

const variables: readonly Variable[] = [
  { name: 'HULDRA_PATH', key: 'root', good: [['/a b/größe', '/a b/größe']], bad: [] },
  { name: 'HULDRA_FSYNC', key: 'fsync', good: switches, bad: notSwitches },
  { name: 'HULDRA_LEASE_SECS', key: 'leaseSecs', good: times, bad: [...notTimes, '0', '0.0'] },
  {
    name: 'HULDRA_HEARTBEAT_SECS',
    key: 'heartbeatSecs',
    good: [
      ['0.5', 0.5],
      ['40', 40],
    ],
    bad: [...notTimes, '0', '41'],
  },
  { name: 'HULDRA_POLL_INTERVAL_SECS', key: 'pollIntervalSecs', good: times, bad: [...notTimes, '0'] },
  { name: 'HULDRA_WAIT_LOG_EVERY_SECS', key: 'waitLogEverySecs', good: times, bad: [...notTimes, '0'] },
  { name: 'HULDRA_MAX_WAIT_SECS', key: 'maxWaitSecs', good: [...times, ['0', 0]], bad: notTimes },
  { name: 'HULDRA_RETRY_FAILED', key: 'retryFailed', good: switches, bad: notSwitches },
  {
    name: 'HULDRA_ALWAYS_RERUN',
    key: 'alwaysRerun',
    good: [
      ['ALL', ['ALL']],
      ['One,Two', ['One', 'Two']],
      [' One , pkg/module/Two\tThree,', ['One', 'pkg/module/Two', 'Three']],
      ['@scope/pkg/$odd_Name', ['@scope/pkg/$odd_Name']],
      [',', []],
    ],
    bad: ['One;Two', 'One*', 'a:b'],
  },
  { name: 'HULDRA_IGNORE_DIFF', key: 'ignoreDiff', good: switches, bad: notSwitches },
  { name: 'HULDRA_UNTRACKED_CONTENTS', key: 'untrackedContents', good: switches, bad: notSwitches },
  {
    name: 'HULDRA_LOG_LEVEL',
    key: 'logLevel',
    good: [
      ['debug', 'debug'],
      ['INFO', 'info'],
      ['Warn', 'warn'],
      ['error', 'error'],
    ],
    bad: ['verbose', 'warning', '3'],
  },
  {
    name: 'HULDRA_DIRECTORY_MODE',
    key: 'directoryMode',
    good: [
      ['2775', 0o2775],
      ['0o750', 0o750],
      ['0700', 0o700],
    ],
    bad: ['9', '778', 'rwx', '77777', '-700'],
  },
];

test('every setting has a variable here', () => {
  expect(variables.map(({ key }) => key).sort()).toEqual(Object.keys(configure({})).sort());
});

test.each(variables.flatMap(({ name, key, good }) => good.map(([text, value]) => [name, text, key, value] as const)))(
  '%s=%j sets %s',
  (name, text, key, value) => {
    process.env[name] = text;
    expect(configure({})[key]).toEqual(value);
  },
);

test.each(variables.flatMap(({ name, key }) => ['', '  ', '\t'].map((text) => [name, text, key] as const)))(
  '%s=%j counts as not set',
  (name, text, key) => {
    const byDefault = configure({})[key];
    process.env[name] = text;
    expect(configure({})[key]).toEqual(byDefault);
  },
);

test.each(variables.flatMap(({ name, bad }) => bad.map((text) => [name, text] as const)))(
  '%s=%j is a ConfigurationError that names the variable and the value',
  (name, text) => {
    const before = configure({});
    process.env[name] = text;
    let error: unknown;
    try {
      configure({});
    } catch (thrown) {
      error = thrown;
    }
    expect(ConfigurationError.is(error)).toBe(true);
    expect((error as Error).message).toContain(name);
    expect((error as Error).message).toContain(text);
    expect(error).toMatchObject({ code: 'CONFIGURATION', path: name });
    delete process.env[name];
    expect(configure({})).toEqual(before);
  },
);

test('what is configured in code is not asked of the environment, but a bad variable is still an error', () => {
  process.env.HULDRA_RETRY_FAILED = 'perhaps';
  expect(() => configure({ retryFailed: true })).toThrow('HULDRA_RETRY_FAILED is "perhaps"');
});
