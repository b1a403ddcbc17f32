import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { temporaryRoot } from '@huldra/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

const { path: directory, cleanup } = temporaryRoot('runs');
afterAll(cleanup);

const artifacts = `
import { Artifact, Field } from '@huldra/core';
export class Part {
  label = '';
  create({ log }) {
    log.info('making ' + this.label);
    if (this.label === 'bad') throw new Error('no luck');
  }
}
Field()(Part.prototype, 'label');
Artifact({ namespace: 'test-runs/Part' })(Part);
`;

/** Imported by the program, and by its workers because it names itself. */
const logging = `
import { workerSetup } from '@huldra/core';
import { consoleSink, fileSink } from '@huldra/winston';
fileSink();
consoleSink({ level: () => 'info' });
workerSetup(import.meta.url);
`;

const main = `
import { processPool, run } from '@huldra/core';
import './logging.mjs';
import { Part } from './artifacts.mjs';
const part = (label) => Object.assign(new Part(), { label });
await run([part('good'), part('bad')], { executor: processPool({ workers: 1 }), keepGoing: true }).catch(() => undefined);
`;

let printed = '';
let logs: readonly string[] = [];
beforeAll(async () => {
  mkdirSync(join(directory, 'node_modules/@huldra'), { recursive: true });
  for (const name of ['core', 'winston']) {
    const folder = realpathSync(fileURLToPath(new URL(`../../../${name}`, import.meta.url)));
    symlinkSync(folder, join(directory, 'node_modules/@huldra', name));
  }
  writeFileSync(join(directory, 'artifacts.mjs'), artifacts);
  writeFileSync(join(directory, 'logging.mjs'), logging);
  writeFileSync(join(directory, 'main.mjs'), main);
  const root = join(directory, 'root');
  const env = { ...process.env, HULDRA_PATH: root, HULDRA_FSYNC: 'false', NODE_EXTRA_CA_CERTS: '', FORCE_COLOR: '0' };
  printed = (await promisify(execFile)(process.execPath, ['main.mjs'], { cwd: directory, env })).stderr;
  logs = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.huldra/huldra.log'))
    .map((name) => readFileSync(join(root, name), 'utf8'));
});

test('a run says at its beginning and its end what there was to do and what became of it', () => {
  expect(printed).toMatch(/run: 2 to compute, 0 ready/);
  expect(printed).toMatch(/run: 1 computed, 1 failed in /);
});

test('what workers log is shown in the process that runs them, once, with its place in the source', () => {
  expect(printed.match(/artifacts\.mjs:\d+ making good/g)).toHaveLength(1);
  expect(printed.match(/failed Part [0-9a-f]{7} after .*: no luck/g)).toHaveLength(1);
});

test('each artifact has in its log what its worker logged, once', () => {
  expect(logs).toHaveLength(2);
  for (const label of ['good', 'bad']) {
    const log = logs.find((text) => text.includes(`making ${label}`)) ?? '';
    expect(log.match(new RegExp(`making ${label}`, 'g'))).toHaveLength(1);
    expect(log.match(/missing->create/g)).toHaveLength(1);
  }
});
