import { join } from 'node:path';
import { Artifact, Field, loadOrCreate, of } from '@huldra/core';
import { expect, test } from '@jest/globals';
import { pino } from 'pino';
import { pinoStream } from '../../src/adapters/pino-stream.js';
import { eachTestLogs, logPath, messages, textOf } from '../support/logs.js';

const root = eachTestLogs('pino');

let work: () => unknown = () => undefined;

@Artifact({ namespace: 'test-pino/Working' })
class Working {
  @Field() label = '';
  async create(): Promise<string> {
    await work();
    return '';
  }
}

test('pino writes into the log of the active artifact, with level, name, place, fields and errors', async () => {
  const logger = pino({ name: 'mine', level: 'trace' }, pinoStream());
  work = async () => {
    logger.trace('first');
    await null;
    logger.child({ request: 7 }).warn({ size: 3 }, 'from a child %s', 'logger');
    logger.error(new Error('it broke', { cause: new Error('inside') }));
  };
  const artifact = of(Working);
  await loadOrCreate(artifact);
  logger.fatal('outside');
  const text = textOf(logPath(artifact));
  expect(text).toMatch(/Z \[TRACE\] mine \S+pino-stream\.test\.ts:\d+ first$/m);
  expect(text).toMatch(/\[WARN\] mine \S+ from a child logger { request: 7, size: 3 }$/m);
  expect(text).toMatch(/\[ERROR\] mine \S+ it broke.* Error: it broke/m);
  expect(text).toMatch(/caused by: Error: inside/);
  expect(messages(join(root(), 'huldra.log'), 'mine')).toEqual(['outside']);
});

test('a line that is no JSON is a message', () => {
  pinoStream().write('pretty text\n');
  expect(messages(join(root(), 'huldra.log'), 'pino')).toEqual(['pretty text']);
});
