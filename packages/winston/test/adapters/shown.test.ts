import { Writable } from 'node:stream';
import { Artifact, Field, loadOrCreate, of } from '@huldra/core';
import { afterEach, expect, test } from '@jest/globals';
import winston from 'winston';
import Transport from 'winston-transport';
import { configureLogging } from '../../src/adapters/configure-logging.js';
import { HuldraTransport } from '../../src/adapters/transport.js';
import { consoleSink } from '../../src/console/console-sink.js';
import { eachTestLogs } from '../support/logs.js';

eachTestLogs('shown');

let ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends) end();
  ends = [];
});

/** A console that shows everything to the test. */
function watched(level: 'debug' | 'warn' = 'debug'): () => readonly string[] {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  ends.push(consoleSink({ level: () => level, stream }));
  return () => text.split('\n').slice(0, -1);
}

class Other extends Transport {
  override log(_info: unknown, next: () => void): void {
    next();
  }
}

test('records of a logger without another transport are shown on the console, until it has one', () => {
  const lines = watched();
  const logger = winston.createLogger();
  configureLogging({ logger });
  logger.warn('alone');
  logger.add(new Other());
  logger.warn('not alone');
  expect(lines()).toEqual([expect.stringMatching(/^\d{6} shown\.test\.ts:\d+ alone$/)]);
});

test('console: true shows them always, indented below the active artifact, and at the level of the console', async () => {
  const lines = watched('warn');
  const logger = winston.createLogger({
    level: 'silly',
    transports: [new Other(), new HuldraTransport({ console: true })],
  });
  @Artifact({ namespace: 'test-shown/Speaking' })
  class Speaking {
    @Field() label = '';
    create(): string {
      logger.error('an error', { code: 7 });
      logger.info('below the level');
      logger.silly('far below');
      return '';
    }
  }
  await loadOrCreate(of(Speaking));
  expect(lines()).toEqual([expect.stringMatching(/^\d{6} {3}shown\.test\.ts:\d+ an error { code: 7 }$/)]);
});
