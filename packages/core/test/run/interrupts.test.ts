import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import { makeProject } from '../executors/support/project.js';

const artifacts = `
import { Artifact, Field } from '@huldra/core';

export class Slow {
  how = '';
  async create({ signal }) {
    console.log('begun');
    await new Promise((_, reject) => {
      const keep = setInterval(() => undefined, 1e6);
      if (this.how === 'stops') signal.addEventListener('abort', () => { clearInterval(keep); reject(signal.reason); });
    });
  }
}
Field()(Slow.prototype, 'how');
Artifact()(Slow);
`;

const main = `
import { inProcess, run, stateOf } from '@huldra/core';
import { Slow } from './artifacts.mjs';

const slow = Object.assign(new Slow(), { how: process.argv[2] });
try {
  await run([slow], { executor: inProcess() });
} catch (error) {
  const { status, reason } = stateOf(slow);
  console.log(JSON.stringify({ cancelled: error.isCancelled, cause: error.cause.message, status, reason, handlers: process.listenerCount('SIGINT') + process.listenerCount('SIGTERM') }));
}
`;

const project = makeProject('interrupts', { 'artifacts.mjs': artifacts, 'main.mjs': main });

function start(how: string): ChildProcess & { readonly said: () => string } {
  const child = spawn(process.execPath, ['main.mjs', how], {
    cwd: project.directory,
    env: { ...process.env, HULDRA_PATH: project.root, HULDRA_FSYNC: 'false', NODE_EXTRA_CA_CERTS: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return Object.assign(child, { said: () => text });
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  'the first %s asks attempts to stop and releases their claims; the handlers are gone afterwards',
  async (signal) => {
    const child = start('stops');
    const ended = once(child, 'close');
    await once(child.stdout as NonNullable<typeof child.stdout>, 'data');
    child.kill(signal);
    await ended;
    expect(JSON.parse(child.said().split('\n')[1] ?? '')).toEqual({
      cancelled: true,
      cause: `interrupted by ${signal}`,
      status: 'preempted',
      reason: 'cancelled',
      handlers: 0,
    });
  },
);

test('the second ends the process at once, also when an attempt does not stop', async () => {
  const child = start('goes on');
  const ended = once(child, 'exit');
  await once(child.stdout as NonNullable<typeof child.stdout>, 'data');
  // Two of one kind that are sent together may arrive as one.
  child.kill('SIGTERM');
  child.kill('SIGINT');
  expect(await ended).toEqual([expect.any(Number), null]);
  expect([130, 143]).toContain(child.exitCode);
});
