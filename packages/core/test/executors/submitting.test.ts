import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { runNode } from '../conformance/support/run-node.js';
import { makeProject } from './support/project.js';

/** Without a compiler: decorators are functions. */
const artifacts = `
import { Artifact, Config, Field } from '@huldra/core';

export class Login { user = 'u'; password = undefined; }
Field()(Login.prototype, 'user');
Field({ secret: true, optional: true })(Login.prototype, 'password');
Config()(Login);

export class Fetch {
  url = '';
  token = undefined;
  login = new Login();
  onProgress = undefined;
  create() { return [this.url, this.token === process.env.EXPECTED_TOKEN, this.login.password?.length]; }
}
Field()(Fetch.prototype, 'url');
Field({ secret: { env: 'FETCH_TOKEN' }, optional: true })(Fetch.prototype, 'token');
Field({ type: () => Login })(Fetch.prototype, 'login');
Field({ hash: false, optional: true })(Fetch.prototype, 'onProgress');
Artifact()(Fetch);

export class Low { n = 0; create() { return this.n; } }
Field()(Low.prototype, 'n');
Artifact()(Low);

export class High {
  n = 3;
  login = new Login();
  dependencies() { return [Object.assign(new Low(), { n: this.n })]; }
  create() { return this.login.password.length; }
}
Field()(High.prototype, 'n');
Field({ type: () => Login })(High.prototype, 'login');
Artifact()(High);

class Hidden { create() { return 1; } }
Artifact()(Hidden);
export const hidden = () => new Hidden();

const nameless = class { create() { return 1; } };
Artifact({ namespace: 'submitting/Nameless' })(nameless);
export const anonymous = new nameless();
`;

const main = `
import { Artifact, processPool, submit, stateOf, workerArguments, writeJobFile } from '@huldra/core';
import { anonymous, Fetch, hidden, High, Login } from './artifacts.mjs';

class InMain { create() { return 1; } }
Artifact()(InMain);

const pool = processPool({ workers: 1, env: { EXPECTED_TOKEN: 'a very secret token' } });
const message = async (promise) => { try { await promise; return 'no error'; } catch (error) { return error.name + ': ' + error.message; } };
const make = (fields) => Object.assign(new Fetch(), fields);
const described = [];
const byFile = {
  name: 'by-file', lifetime: 'detached', attach: async () => undefined,
  async submit(jobs) {
    for (const job of jobs) described.push((await job.describe('file')).description);
    return jobs.map(({ id }) => ({ id, state: async () => 'queued', ended: () => new Promise(() => undefined), cancel: async () => undefined, logs: async () => '' }));
  },
};
process.env.FETCH_TOKEN = 'a very secret token';
const login = Object.assign(new Login(), { password: 'the password' });
const result = {
  refused: {
    main: await message(submit(new InMain(), pool)),
    hidden: await message(submit(hidden(), pool)),
    anonymous: await message(submit(anonymous, pool)),
    callback: await message(submit(make({ url: 'c', onProgress: () => undefined }), pool)),
    secret: await message(submit(make({ url: 's', login }), byFile)),
    otherSecret: await message(submit(make({ url: 'o', token: 'another one' }), byFile)),
  },
  pooled: await (await submit(make({ url: 'p', login }), pool)).result(),
  high: await (await submit(Object.assign(new High(), { login }), pool)).result(),
};
const job = await submit(make({ url: 'f' }), byFile);
result.queued = stateOf(make({ url: 'f' })).status;
writeJobFile('jobs/one.json', described[0]);
result.arguments = workerArguments('jobs/one.json');
const edited = structuredClone(described[0]);
edited.configuration.nodes.at(-1).fields.url = 'edited';
writeJobFile('jobs/edited.json', edited);
console.log(JSON.stringify(result));
process.exit();
`;

const show = `
import { load, stateOf } from '@huldra/core';
import { Fetch } from './artifacts.mjs';
const one = Object.assign(new Fetch(), { url: 'f' });
console.log(JSON.stringify({ status: stateOf(one).status, value: await load(one) }));
`;

const project = makeProject('submitting', { 'artifacts.mjs': artifacts, 'main.mjs': main, 'show.mjs': show });

interface Report {
  readonly refused: Readonly<Record<string, string>>;
  readonly pooled: unknown;
  readonly high: unknown;
  readonly queued: string;
  readonly arguments: readonly string[];
}
let report: Report;
beforeAll(async () => {
  report = (await project.json('main.mjs')) as Report;
});

test.each([
  [
    'main',
    /SubmitError: no worker can import class InMain.*the script that this process was started with.*Move the class into a module of its own/,
  ],
  ['hidden', /SubmitError: no worker can import class Hidden.*does not export it/],
  ['callback', /SubmitError: onProgress of Fetch holds a value that cannot be sent to a worker, such as a function/],
  [
    'secret',
    /SubmitError: the secret login.password of Login cannot be sent.*secret: \{ env: 'NAME' \}.*processPool\(\)/,
  ],
  ['otherSecret', /SubmitError: the secret token of Fetch.*not that of the environment variable FETCH_TOKEN/],
])('%s: what no worker could compute is refused when it is submitted, with advice', (what, message) => {
  expect(report.refused[what]).toMatch(message);
});

test('a class without a name that is exported as a value is refused', () => {
  expect(report.refused.anonymous).toMatch(/SubmitError: no worker can import class/);
});

test('a class declared in a program without a module is refused with advice', async () => {
  const input = `
import { Artifact, processPool, submit } from '@huldra/core';
class Typed { create() { return 1; } }
Artifact({ namespace: 'submitting/Typed' })(Typed);
try { await submit(new Typed(), processPool()); } catch (error) { console.log(error.name + ': ' + error.message); }
`;
  const { stdout } = await runNode(['--input-type=module'], { cwd: project.directory, root: project.root, input });
  expect(stdout).toMatch(
    /SubmitError: no worker can import class Typed.*where there is no module \(REPL, eval, standard input\)/,
  );
});

test('a pool passes secrets on in memory, and writes none of them anywhere', () => {
  expect(report.pooled).toEqual(['p', true, 'the password'.length]);
  const files = [project.root, join(project.directory, 'jobs')].flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  expect(files.length).toBeGreaterThan(5);
  for (const file of files) expect(readFileSync(file, 'utf8')).not.toMatch(/a very secret token|the password/);
});

test('secrets arrive where they belong, also when the configuration has rows for what dependencies() names', () => {
  expect(report.high).toBe('the password'.length);
});

test('a job file is computed by node with the arguments that core gives, and reads its secrets from the environment', async () => {
  expect(report.queued).toBe('queued');
  expect(statSync(join(project.directory, 'jobs/one.json')).mode & 0o777).toBe(0o600);
  const env = { FETCH_TOKEN: 'a very secret token', EXPECTED_TOKEN: 'a very secret token' };
  const { code, stderr } = await project.run(report.arguments, env);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(await project.json('show.mjs')).toEqual({ status: 'success', value: ['f', true, null] });
});

async function refusal(file: string): Promise<string> {
  const { code, stderr } = await project.run([...report.arguments.slice(0, -1), file]);
  expect(code).toBe(1);
  return stderr;
}

test('a worker refuses a job whose artifact is another one here', async () => {
  expect(await refusal('jobs/edited.json')).toMatch(/SubmitError: the worker refused job.*Nothing was computed/);
});

test('a worker refuses a job file that others could have written, that lies in an artifact directory, or that is damaged', async () => {
  const jobs = join(project.directory, 'jobs');
  const good = readFileSync(join(jobs, 'one.json'));
  writeFileSync(join(jobs, 'open.json'), good);
  chmodSync(join(jobs, 'open.json'), 0o666);
  expect(await refusal('jobs/open.json')).toMatch(/others than user .* could have written it/);
  mkdirSync(join(jobs, '.huldra'));
  writeFileSync(join(jobs, '.huldra/one.json'), good, { mode: 0o600 });
  expect(await refusal('jobs/.huldra/one.json')).toMatch(/lies in an artifact directory/);
  writeFileSync(join(jobs, 'damaged.json'), good.subarray(0, -9), { mode: 0o600 });
  expect(await refusal('jobs/damaged.json')).toMatch(/it is damaged/);
  expect(await refusal('jobs/missing.json')).toMatch(/ENOENT/);
});
