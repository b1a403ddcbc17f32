import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { makeProject } from './support/project.js';

const artifacts = `
import { writeFileSync } from 'node:fs';
import { Artifact, Field } from '@huldra/core';

export class Blocker {
  how = '';
  create() {
    writeFileSync(this.how + '.pid', String(process.pid));
    process.stdout.write('');
    if (this.how === 'blocked') for (;;);
    return new Promise(() => setInterval(() => undefined, 1e6));
  }
}
Field()(Blocker.prototype, 'how');
Artifact()(Blocker);
`;

const main = `
import { existsSync } from 'node:fs';
import { processPool, submit } from '@huldra/core';
import { Blocker } from './artifacts.mjs';

const how = process.argv[2];
await submit(Object.assign(new Blocker(), { how }), processPool({ workers: 1 }));
while (!existsSync(how + '.pid')) await new Promise((resolve) => setTimeout(resolve, 20));
console.log('begun');
if (how === 'left') process.exit(0);
`;

const project = makeProject('parents', { 'artifacts.mjs': artifacts, 'main.mjs': main });

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A zombie runs nothing any more; whoever inherited it will reap it.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

test.each([
  ['blocked', 'killed with -9 while its worker is in an endless loop'],
  ['idle', 'killed with -9 while its worker awaits something'],
  ['left', 'ended'],
])('a worker dies with its parent (%s: %s)', async (how) => {
  const parent = spawn(process.execPath, ['main.mjs', how], {
    cwd: project.directory,
    env: { ...process.env, HULDRA_PATH: project.root, HULDRA_FSYNC: 'false', NODE_EXTRA_CA_CERTS: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(parent, 'exit');
  await once(parent.stdout, 'data');
  const pid = Number(readFileSync(`${project.directory}/${how}.pid`, 'utf8'));
  if (how !== 'left') {
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
  }
  await ended;
  // Fails by the time limit of the test if it lives on.
  while (isAlive(pid)) await sleep(20);
});
