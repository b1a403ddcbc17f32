/** `npm run quickstart`: from a fresh clone to a computed result, and to the same result loaded. */
import { join } from 'node:path';
import { root, run, setup } from './setup.mjs';

const example = join(root, 'examples', 'spam');
const data = process.env.HULDRA_PATH || join(example, 'data-huldra');

async function start(title) {
  console.log(`\n${title}`);
  const options = { cwd: example, env: { ...process.env, HULDRA_PATH: data }, stdio: 'inherit' };
  const { code } = await run(process.execPath, ['dist/main.js'], options);
  return code === 0;
}

const done =
  (await setup()) &&
  (await start('First run: computes what is not there yet')) &&
  (await start('Second run: finds it and only loads'));

if (done) console.log(`\nThe results are in ${data}`);
else process.exitCode = 1;
