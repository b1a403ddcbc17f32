import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { configure, dirOf, HuldraError, invalidate, loadOrCreate, metadataOf, stateOf } from '@huldra/core';
import { expect, test } from '@jest/globals';
import { layoutAt } from '../../src/store/layout.js';
import { findOwner, newOwner } from '../../src/store/owner.js';
import { openJobs } from '../../src/store/queue.js';
import { decodeRecord, encodeRecord } from '../../src/store/record.js';
import { readStateFile } from '../../src/store/state-file.js';
import { controlFile, eachTestHasItsOwnRoot, note, rejection } from './support/note.js';
import { sealText } from './support/seal-text.js';

/* Records whose checksum is right and whose members make no sense: a checksum proves only that nothing has changed since. */

eachTestHasItsOwnRoot('forged-notes');

function forge(file: string, changes: object): void {
  writeFileSync(file, encodeRecord({ ...decodeRecord(readFileSync(file), file, 1), ...changes }));
}

/** `String()` of it throws a TypeError. */
const unspeakable = { toString: 1 };

/** An artifact without a result, whose state tells so. */
async function failed(label: string) {
  const artifact = note(label);
  await loadOrCreate(artifact);
  await invalidate(artifact, 'to have a state and no result');
  return artifact;
}

test.each<[string, object]>([
  ['a status that is no text', { status: unspeakable }],
  ['a status in a list', { status: ['running'] }],
  ['an attempt that is none', { attempt: '../elsewhere' }],
  ['an owner without a process', { owner: { host: 'here' } }],
  ['an error without a message', { error: { name: 'Error' } }],
  ['an error whose cause is a number', { error: { name: 'Error', message: 'x', cause: 7 } }],
  ['log lines that are no text', { logTail: [null] }],
])('state.json with %s is passed over, and written anew', async (_, changes) => {
  const artifact = await failed('state');
  forge(controlFile(artifact, 'state.json'), changes);
  expect(stateOf(artifact)).toMatchObject({ status: 'missing' });
  await loadOrCreate(artifact);
  const layout = layoutAt(dirOf(artifact), 'of no importance');
  expect(readStateFile(layout)).toMatchObject({ status: 'success', reason: 'created' });
});

const process = newOwner(1, '0123456789abcdef', 1000).process;
const release = { outcome: 'failed', at: '2026-01-01T00:00:00.000Z', reason: 'error' };

test.each<[string, object]>([
  ['an outcome that is no text', { released: { ...release, outcome: unspeakable } }],
  ['an outcome in a list', { released: { ...release, outcome: ['failed'] } }],
  ['an error that is a text', { released: { ...release, error: 'an error' } }],
  ['log lines that are no list', { released: { ...release, logTail: 'a line' } }],
  ['a host that is a number', { process: { ...process, host: 1 } }],
  ['a pid that is a text', { process: { ...process, pid: '1' } }],
  ['a pid of a group of processes', { process: { ...process, pid: -1 } }],
  ['a start time that is a number', { process: { ...process, startTime: 1 } }],
  ['a job that is none', { job: { system: 'slurm' } }],
  ['an epoch below the first', { epoch: 0 }],
])('an owner record with %s counts as damaged', (_, changes) => {
  const file = controlFile(note('owner'), 'locks', '00000001.json');
  mkdirSync(dirname(file), { recursive: true });
  const sound = newOwner(1, '0123456789abcdef', 1000);
  writeFileSync(file, encodeRecord(sound));
  expect(findOwner(file)).toEqual(sound);
  writeFileSync(file, encodeRecord({ ...sound, ...changes }));
  expect(findOwner(file)).toBe('damaged');
});

test('a lease without end does not keep others away for ever', async () => {
  configure({ leaseSecs: 1 });
  const artifact = note('endless');
  const locks = controlFile(artifact, 'locks');
  mkdirSync(locks, { recursive: true });
  const owner = newOwner(1, '0123456789abcdef', 123_456);
  const elsewhere = { ...owner, process: { host: 'elsewhere', pid: 1, bootId: 'another' } };
  // JSON has no such number, but reads one.
  const record = encodeRecord(elsewhere)
    .replace(/,\n {2}"checksum"[\s\S]*$/, '')
    .replace('"leaseMs": 123456', '"leaseMs": 1e999');
  writeFileSync(`${locks}/00000001.lock`, '');
  writeFileSync(`${locks}/00000001.json`, sealText(record));
  expect(await loadOrCreate(artifact)).toContain('endless');
});

test('a heartbeat that is larger than any counts as silent', async () => {
  configure({ leaseSecs: 1 });
  const artifact = note('loud');
  const locks = controlFile(artifact, 'locks');
  mkdirSync(locks, { recursive: true });
  const owner = { ...newOwner(1, '0123456789abcdef', 1000), process: { host: 'elsewhere', pid: 1, bootId: 'another' } };
  writeFileSync(`${locks}/00000001.lock`, '');
  writeFileSync(`${locks}/00000001.json`, encodeRecord(owner));
  writeFileSync(`${locks}/00000001.beat`, Buffer.alloc(2000, 49));
  expect(await loadOrCreate(artifact)).toContain('loud');
});

test.each<[string, object]>([
  ['an attempt without a number', { attempt: { id: '00000001-0', startedAt: '2026-01-01T00:00:00.000Z' } }],
  ['a version of huldra that is a list', { huldra: [] }],
  ['variables that are no text', { environment: { variables: { HOME: 1 } } }],
  ['a repository that is a text', { git: 'main' }],
  ['an artifact that is nothing', { artifact: null }],
])('metadata.json with %s is an error for who asks for it, and does not touch the result', async (_, changes) => {
  const artifact = note('metadata');
  const value = await loadOrCreate(artifact);
  forge(controlFile(artifact, 'metadata.json'), changes);
  expect(() => metadataOf(artifact)).toThrow(expect.objectContaining({ code: 'CORRUPT_ARTIFACT' }));
  expect(await loadOrCreate(artifact)).toBe(value);
});

test.each<[string, object]>([
  ['an end that is no time', { endedAt: {} }],
  ['no time of submission', { submittedAt: 'today' }],
  ['another token than its name', { token: 'fedcba9876543210' }],
])('a job with %s is no promise', (_, changes) => {
  const artifact = note('job');
  const file = controlFile(artifact, 'jobs', '0123456789abcdef.json');
  const layout = layoutAt(dirOf(artifact), 'of no importance');
  mkdirSync(layout.jobs, { recursive: true });
  const submittedAt = '2026-01-01T00:00:00.000Z';
  const job = { schemaVersion: 1, token: '0123456789abcdef', executor: 'x', reference: '1', submittedAt };
  writeFileSync(file, encodeRecord(job));
  expect(openJobs(layout)).toEqual([job]);
  writeFileSync(file, encodeRecord({ ...job, ...changes }));
  expect(openJobs(layout)).toEqual([]);
});

test('a fifo in the place of events.jsonl is a typed error and does not hang', async () => {
  const artifact = await failed('fifo');
  const file = controlFile(artifact, 'events.jsonl');
  rmSync(file);
  expect(spawnSync('mkfifo', [file]).status).toBe(0);
  const error = await rejection(loadOrCreate(artifact));
  expect(HuldraError.is(error)).toBe(true);
  expect(String(error)).toContain('events.jsonl');
});
