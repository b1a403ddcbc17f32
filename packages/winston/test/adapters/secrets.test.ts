import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Artifact, Field, loadOrCreate, of } from '@huldra/core';
import { expect, test } from '@jest/globals';
import { pino } from 'pino';
import winston from 'winston';
import { captureConsole } from '../../src/adapters/console-capture.js';
import { pinoStream } from '../../src/adapters/pino-stream.js';
import { HuldraTransport } from '../../src/adapters/transport.js';
import { eachTestLogs, logPath, textOf } from '../support/logs.js';

const root = eachTestLogs('log-secrets');
const secret = `tok'en"with\nö and \\ more`;

@Artifact({ namespace: 'test-log-secrets/Secretive' })
class Secretive {
  @Field({ secret: true }) token = secret;
  create(): string {
    const logger = winston.createLogger({ transports: [new HuldraTransport()] });
    const failure = new Error(`refused ${this.token}`, { cause: new Error(this.token) });
    logger.info(`message ${this.token}`);
    logger.info('meta', { headers: { authorization: this.token } });
    logger.error('error', failure);
    logger.error(failure);
    const pinoLogger = pino(pinoStream());
    pinoLogger.info({ token: this.token }, `pino ${this.token}`);
    pinoLogger.error(failure);
    const { log } = console;
    console.log = () => undefined;
    const restore = captureConsole();
    console.log('console %s', this.token, { token: this.token }, failure);
    restore();
    console.log = log;
    return 'done';
  }
}

test('secrets are struck out of records of winston, pino and the console', async () => {
  const artifact = of(Secretive);
  await loadOrCreate(artifact);
  const spellings = [
    secret,
    JSON.stringify(secret).slice(1, -1),
    secret.split('\n')[0] ?? '',
    'and \\ more',
    'and \\\\ more',
  ];
  const files = readdirSync(root(), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const leaks = files
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => spellings.some((spelling) => readFileSync(file, 'utf8').includes(spelling)));
  expect(leaks).toEqual([]);
  expect(textOf(logPath(artifact)).match(/<secret>/g)?.length).toBeGreaterThanOrEqual(10);
});
