import { spawnSync } from 'node:child_process';
import { type Dirent, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import {
  Artifact,
  ComputeError,
  Config,
  type CreateContext,
  Field,
  invalidate,
  loadOrCreate,
  metadataOf,
  metricsOf,
  of,
  progressOf,
  stateOf,
  toJSON,
  toSource,
} from '@huldra/core';
import { expect, test } from '@jest/globals';
import { collectEvents, eachTestHasItsOwnRoot, outline, rejection } from './support/rig.js';

const root = eachTestHasItsOwnRoot('secrets');

/** Quotes, a newline and a non-ASCII character, so that JSON, `inspect` and addresses spell it in different ways. */
const secret = `tok'en"with\nö and \\ more`;

/** Everything below the root, by its name or its content, in which any spelling of the secrets stands. */
function leaks(...secrets: readonly string[]): readonly string[] {
  const spellings = secrets.flatMap((text) => [
    text,
    JSON.stringify(text).slice(1, -1),
    JSON.stringify(JSON.stringify(text)).slice(3, -3),
    encodeURIComponent(text),
  ]);
  const holds = (text: string): boolean => spellings.some((spelling) => text.includes(spelling));
  return readdirSync(root(), { recursive: true, withFileTypes: true })
    .filter((entry) => holds(entry.name) || (entry.isFile() && holds(readFileSync(pathOf(entry), 'utf8'))))
    .map(pathOf);
}

function pathOf({ parentPath, name }: Dirent): string {
  return join(parentPath, name);
}

let work: (artifact: Secretive, context: CreateContext) => unknown = () => undefined;

@Config({ namespace: 'test-secrets/Credentials' })
class Credentials {
  @Field({ secret: true }) password = 'the nested password';
}

@Artifact({ namespace: 'test-secrets/Secretive' })
class Secretive {
  @Field() label = '';
  @Field({ secret: true }) token = secret;
  @Field({ secret: true }) headers: Record<string, unknown> = { authorization: ['Bearer of-news'], pin: 876_543 };
  @Field(() => Credentials) credentials = of(Credentials);

  create(context: CreateContext): unknown {
    return work(this, context);
  }

  load(): string {
    return 'loaded';
  }

  validate(): void {
    if (this.label === 'picky') throw new Error(`${this.token} is not accepted`);
  }
}

const all = [secret, 'the nested password', 'Bearer of-news', '876543'];

/** Logs the secrets in every way. */
function chatter({ token, headers, credentials }: Secretive, { log, progress, metric }: CreateContext): void {
  log.info(`using ${token}`, { token, deep: { er: { still: [{ headers }] } } }, credentials.password);
  log.debug(encodeURIComponent(token));
  log.warn('headers', headers, credentials);
  progress(1, 2, token);
  metric(`loss of ${token}`, 0.5);
  metric(credentials.password, 1);
}

function failing(artifact: Secretive, context: CreateContext): void {
  chatter(artifact, context);
  const { token, credentials } = artifact;
  const cause = Object.assign(new Error(`cause ${credentials.password}`), { code: `E-${credentials.password}` });
  throw new TypeError(`could not log in with ${token} (${JSON.stringify({ token })})`, { cause });
}

test('after a success no file below the root holds a secret', async () => {
  work = chatter;
  await loadOrCreate(of(Secretive));
  expect(leaks(...all)).toEqual([]);
  expect(metricsOf(of(Secretive))).toMatchObject([{ name: 'loss of <secret>' }, { name: '<secret>' }]);
  expect(progressOf(of(Secretive))).toMatchObject({ label: '<secret>' });
});

test('what describes an artifact holds no secrets', async () => {
  const artifact = of(Secretive, { label: 'described' });
  await loadOrCreate(artifact);
  const described = [toSource(artifact), JSON.stringify(toJSON(artifact)), JSON.stringify(metadataOf(artifact))];
  for (const text of [...all, JSON.stringify(secret).slice(1, -1)]) {
    for (const description of described) expect(description).not.toContain(text);
  }
});

test('after a failure whose error, causes and log hold the secrets no file below the root does', async () => {
  work = failing;
  await rejection(loadOrCreate(of(Secretive, { label: 'failing' })));
  expect(leaks(...all)).toEqual([]);
  const { error, logTail } = stateOf(of(Secretive, { label: 'failing' }));
  expect(error).toMatchObject({
    name: 'TypeError',
    message: 'could not log in with <secret> ({"token":"<secret>"})',
    cause: { message: 'cause <secret>', code: 'E-<secret>' },
  });
  expect(logTail[0]).toContain('info using <secret>');
});

test('what listeners are told, and may write down, holds no secrets', async () => {
  work = failing;
  const events = collectEvents();
  await rejection(loadOrCreate(of(Secretive, { label: 'listening' })));
  expect(outline(events)).toContain('failed error');
  const told = inspect(events, { depth: 20, showHidden: false });
  for (const text of all) expect(told).not.toContain(text);
});

test('the caller gets the very error that was thrown, and a message without the secrets', async () => {
  work = failing;
  const error = await rejection(loadOrCreate(of(Secretive, { label: 'caller' })));
  expect(ComputeError.is(error)).toBe(true);
  for (const text of all) expect((error as Error).message).not.toContain(text);
  expect(((error as Error).cause as Error).message).toContain(secret);
});

test('a secret in the failure of a dependency is not written by its dependent', async () => {
  @Artifact({ namespace: 'test-secrets/Dependent' })
  class Dependent {
    @Field() label = '';
    create(): Promise<unknown> {
      // Made here, so that the dependent's own configuration knows nothing of the secret.
      return loadOrCreate(of(Secretive, { label: 'of a dependent' }));
    }
  }
  work = failing;
  await rejection(loadOrCreate(of(Dependent)));
  expect(stateOf(of(Dependent)).status).toBe('failed');
  expect(leaks(...all)).toEqual([]);
});

test('a secret in the reason of an invalidation is not written', async () => {
  work = () => 'fine';
  const picky = of(Secretive, { label: 'picky' });
  await loadOrCreate(picky);
  const events = collectEvents();
  await loadOrCreate(picky);
  expect(outline(events)[0]).toBe('invalidated validate threw: <secret> is not accepted');
  await invalidate(picky, `leaked ${secret}`);
  expect(stateOf(picky).reason).toBe('invalidated: leaked <secret>');
  expect(leaks(...all)).toEqual([]);
});

test('half a secret at the place where a long text is cut is not written either', async () => {
  work = (_, { log }) => {
    const long = `${'x'.repeat(985)}${secret}`;
    log.info(long);
    throw new Error(`${'y'.repeat(4085)}${secret}`);
  };
  await rejection(loadOrCreate(of(Secretive, { label: 'cut' })));
  expect(leaks(secret.slice(0, 8))).toEqual([]);
});

test('a secret on the command line and in an uncommitted change is not in the metadata', () => {
  const repository = join(root(), 'repository');
  const git = (...args: string[]) =>
    spawnSync('git', ['-C', repository, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args]);
  spawnSync('git', ['init', '--quiet', repository]);
  writeFileSync(join(repository, 'notes.txt'), 'first\n');
  git('add', '.');
  git('commit', '--quiet', '-m', 'first');
  const password = 'pass"word-of-a-child';
  writeFileSync(join(repository, 'notes.txt'), `changed, with ${password} in it\n`);

  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      '--import',
      new URL('../store/support/typescript.mjs', import.meta.url).href,
      fileURLToPath(new URL('./fixtures/secretive.ts', import.meta.url)),
      password,
    ],
    { cwd: repository, env: { ...process.env, HULDRA_PATH: join(root(), 'data-root') }, encoding: 'utf8' },
  );
  expect(stderr).toBe('');
  const { metadata, diff } = JSON.parse(stdout) as { metadata: { environment: { command: string[] } }; diff: string };
  expect(metadata.environment.command.at(-1)).toBe('<secret>');
  expect(diff).toContain('+changed, with <secret> in it');
  const files = readdirSync(join(root(), 'data-root'), { recursive: true, withFileTypes: true });
  for (const file of files.filter((entry) => entry.isFile())) {
    expect(readFileSync(join(file.parentPath, file.name), 'utf8')).not.toMatch(/pass\\?"word-of-a-child/);
  }
});
