import { createReadStream, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Artifact, Field, loadOrCreate, of } from '@huldra/core';
import { expect, test } from '@jest/globals';
import winston from 'winston';
import Transport from 'winston-transport';
import { configureLogging } from '../../src/adapters/configure-logging.js';
import { scopedMeta } from '../../src/adapters/scope.js';
import { HuldraTransport } from '../../src/adapters/transport.js';
import { eachTestLogs, logPath, messages, textOf } from '../support/logs.js';

const root = eachTestLogs('transport');
const unscoped = (): string => join(root(), 'huldra.log');

let work: (label: string) => unknown = () => undefined;

@Artifact({ namespace: 'test-transport/Inner' })
class Inner {
  @Field() label = 'inner';
  async create(): Promise<string> {
    await work(this.label);
    return this.label;
  }
}

@Artifact({ namespace: 'test-transport/Outer' })
class Outer {
  @Field(() => Inner) inner = of(Inner);
  async create(): Promise<string> {
    await work('outer');
    await loadOrCreate(this.inner);
    await work('outer again');
    return 'outer';
  }
}

const newLogger = (options: winston.LoggerOptions = {}): winston.Logger =>
  winston.createLogger({ level: 'silly', transports: [new HuldraTransport()], ...options });

test('records go to the artifact that is active where they are logged, and otherwise to the unscoped log', async () => {
  const logger = newLogger();
  work = (label) => logger.info(`in ${label}`);
  logger.warn('before');
  const outer = of(Outer);
  await loadOrCreate(outer);
  logger.warn('afterwards');
  expect(messages(logPath(outer), 'winston')).toEqual(['in outer', 'in outer again']);
  expect(messages(logPath(outer.inner), 'winston')).toEqual(['in inner']);
  expect(messages(unscoped(), 'winston')).toEqual(['before', 'afterwards']);
});

test('the active artifact is followed through promises, timers, streams, worker callbacks and event emitters made there', async () => {
  const logger = newLogger();
  const file = join(root(), 'file');
  writeFileSync(file, 'content');
  work = async (label) => {
    const say = (where: string): unknown => logger.info(`${label}: ${where}`);
    await Promise.all([1, 2].map((index) => Promise.resolve().then(() => say(`promise ${index}`))));
    await new Promise((resolve) => setTimeout(() => resolve(say('timer')), 1));
    await new Promise((resolve) => setImmediate(() => resolve(say('immediate'))));
    await new Promise<void>((resolve) => queueMicrotask(() => resolve(void say('tick'))));
    await new Promise((resolve) =>
      createReadStream(file)
        .on('data', () => say('stream'))
        .on('close', () => resolve(null)),
    );
    const worker = new Worker('require("node:worker_threads").parentPort.postMessage(1)', { eval: true });
    await new Promise((resolve) => worker.on('message', () => say('worker')).on('exit', resolve));
  };
  const outer = of(Outer);
  await loadOrCreate(outer);
  const said = (label: string): readonly string[] =>
    ['promise 1', 'promise 2', 'timer', 'immediate', 'tick', 'stream', 'worker'].map((where) => `${label}: ${where}`);
  expect(messages(logPath(outer), 'winston')).toEqual([...said('outer'), ...said('outer again')]);
  expect(messages(logPath(outer.inner), 'winston')).toEqual(said('inner'));
});

test('child loggers, levels, fields, interpolation, errors with causes and labels are written', async () => {
  const logger = newLogger({
    format: winston.format.combine(winston.format.label({ label: 'mine' }), winston.format.json()),
  });
  const failure = new Error('outside', { cause: new Error('inside') });
  work = () => {
    logger.child({ request: 7 }).silly('from a child');
    logger.info('%s of %d', 'one', 2);
    logger.error('it broke', failure);
    logger.error(new Error('alone', { cause: new Error('behind it') }));
    logger.warn('with an error', { error: failure });
    logger.log({ level: 'http', message: 'an object', status: 200 });
    logger.info({ nothing: 'but an object' });
  };
  await loadOrCreate(of(Inner));
  const text = textOf(logPath(of(Inner)));
  expect(text).toMatch(/\[SILLY\] mine \S+transport\.test\.ts:\d+ from a child { request: 7 }$/m);
  expect(text).toMatch(/\[INFO\] mine \S+ one of 2$/m);
  expect(text).toMatch(/\[ERROR\] mine \S+ it broke Error: outside$/m);
  expect(text).toMatch(/\[ERROR\] mine \S+ alone Error: alone$/m);
  expect(text).toMatch(/\[cause\]: Error: behind it$/m);
  expect(text).toMatch(/\[WARN\] mine \S+ with an error {$/m);
  expect(text).toMatch(/\[HTTP\] mine \S+ an object { status: 200 }$/m);
  expect(text).toMatch(/\[INFO\] mine \S+ { nothing: 'but an object' }$/m);
  expect(text.match(/\[cause\]: Error: inside$/gm)).toHaveLength(2);
});

test("the user's logger, its formats and its other transports are left as they are", async () => {
  const printed: unknown[] = [];
  class Memory extends Transport {
    override log(info: unknown, next: () => void): void {
      printed.push((info as Record<symbol, unknown>)[Symbol.for('message')]);
      next();
    }
  }
  const { format } = winston;
  const options = { level: 'info', format: format.combine(format.timestamp(), format.simple()) };
  const alone = winston.createLogger({ ...options, transports: [new Memory()] });
  alone.info('hello', { a: 1 });
  const untimed = (line: unknown): string => String(line).replace(/"timestamp":"[^"]*"/, '');
  const expected = printed.map(untimed);
  printed.length = 0;
  const logger = winston.createLogger({ ...options, transports: [new Memory(), new HuldraTransport()] });
  const before = [logger.format, logger.level, logger.defaultMeta, Object.keys(logger).length];
  logger.info('hello', { a: 1 });
  logger.debug('below the level of the logger');
  expect(printed.map(untimed)).toEqual(expected);
  expect([logger.format, logger.level, logger.defaultMeta, Object.keys(logger).length]).toEqual(before);
  expect(messages(unscoped(), 'winston')).toEqual(['hello { a: 1 }']);
});

test('the transport has a level of its own', () => {
  const logger = winston.createLogger({ level: 'silly', transports: [new HuldraTransport({ level: 'warn' })] });
  logger.info('no');
  logger.warn('yes');
  expect(messages(unscoped(), 'winston')).toEqual(['yes']);
});

test('places: false leaves out which line logged', () => {
  const logger = winston.createLogger({ transports: [new HuldraTransport({ places: false })] });
  logger.info('from nowhere');
  expect(textOf(unscoped())).toMatch(/Z \[INFO\] winston from nowhere\n$/);
});

test("configureLogging adds the transport to winston's default logger once, however often it is called", () => {
  configureLogging({ console: false });
  configureLogging({ console: false });
  winston.info('by the default logger');
  expect(messages(unscoped(), 'winston')).toEqual(['by the default logger']);
  winston.clear();
  configureLogging({ console: false });
  winston.info('again after it was cleared');
  winston.clear();
  expect(messages(unscoped(), 'winston')).toEqual(['by the default logger', 'again after it was cleared']);
});

test('configureLogging takes a logger, too', () => {
  const logger = winston.createLogger();
  configureLogging({ logger, console: false });
  configureLogging({ logger, console: false });
  expect(logger.transports).toHaveLength(1);
});

/** Answers when the test lets it, so that winston holds records back and delivers them in another asynchronous context. */
class Slow extends Transport {
  readonly #waiting: (() => void)[] = [];
  #isOpen = false;

  override log(_info: unknown, next: () => void): void {
    if (this.#isOpen) setImmediate(next);
    else this.#waiting.push(next);
  }

  open(): void {
    this.#isOpen = true;
    for (const next of this.#waiting.splice(0)) next();
  }
}

async function logSlowly(defaultMeta?: object): Promise<Readonly<Record<'a' | 'b' | 'nobody', readonly string[]>>> {
  const slow = new Slow();
  const options = defaultMeta === undefined ? {} : { defaultMeta };
  const logger = winston.createLogger({ ...options, transports: [slow, new HuldraTransport()] });
  let logging = 2;
  let isDrained = false;
  const until = async (isTrue: () => boolean): Promise<void> => {
    while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 2));
  };
  work = async (label) => {
    for (let line = 0; line < 60; line += 1) {
      logger.info(`${label} ${line}`);
      if (line % 5 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    logging -= 1;
    await until(() => isDrained);
  };
  const [a, b] = ['a', 'b'].map((label) => of(Inner, { label })) as [Inner, Inner];
  const computed = Promise.all([loadOrCreate(a), loadOrCreate(b)]);
  await until(() => logging === 0);
  slow.open();
  const paths = [logPath(a), logPath(b), unscoped()];
  await until(() => paths.flatMap((path) => messages(path, 'winston')).length === 120);
  isDrained = true;
  await computed;
  const [ofA = [], ofB = [], ofNobody = []] = paths.map((path) => messages(path, 'winston'));
  return { a: ofA, b: ofB, nobody: ofNobody };
}

const said = (label: string): readonly string[] => Array.from({ length: 60 }, (_, line) => `${label} ${line}`);

test("records that a slow transport holds back never reach another artifact's log, and none is lost", async () => {
  const { a, b, nobody } = await logSlowly();
  expect([a.filter((line) => !line.startsWith('a ')), b.filter((line) => !line.startsWith('b '))]).toEqual([[], []]);
  expect(nobody.length).toBeGreaterThan(0);
  expect([...a, ...b, ...nobody].sort()).toEqual([...said('a'), ...said('b')].sort());
});

test('with scopedMeta records reach the right log whatever holds them back', async () => {
  expect(await logSlowly(scopedMeta({ service: 'winston' }))).toEqual({ a: said('a'), b: said('b'), nobody: [] });
});

test('a record that cannot be shown breaks nothing', () => {
  const logger = newLogger({ format: winston.format.simple() });
  const hostile = {
    get [Symbol.toStringTag](): string {
      throw new Error('no');
    },
    [Symbol.for('nodejs.util.inspect.custom')]() {
      throw new Error('not inspectable');
    },
  };
  logger.info('hostile', { hostile });
  expect(textOf(unscoped())).toMatch(/winston \S+ hostile \(cannot be shown: not inspectable\)/);
  rmSync(unscoped());
});
