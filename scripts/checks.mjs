/** Everything that is checked besides the tests. The workspace must be built. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bin, root, step } from './setup.mjs';

/** The type checks of tests, which the build leaves out; type tests are files among them. */
function testProjects() {
  const projects = ['packages', 'examples'].flatMap((folder) =>
    existsSync(join(root, folder)) ? readdirSync(join(root, folder)).map((name) => join(folder, name)) : [],
  );
  return projects.map((project) => join(project, 'tsconfig.test.json')).filter((file) => existsSync(join(root, file)));
}

const sources = ['packages', 'examples', 'benchmarks'].filter((folder) => existsSync(join(root, folder)));

const checks = [
  ['lint and format', bin('biome'), ['ci', '--colors=off', '--error-on-warnings']],
  ['types of tests', bin('tsc'), ['-b', ...testProjects()]],
  ['import cycles, deep imports, direction', bin('depcruise'), ['--config', '.dependency-cruiser.mjs', ...sources]],
  ['outside libraries in one place', process.execPath, ['scripts/check-places.mjs']],
  ['published packages', process.execPath, ['scripts/check-packages.mjs']],
];

/** Runs every check, also after one has failed. */
export async function runChecks() {
  const totals = { passed: 0, failed: 0 };
  for (const check of checks) totals[(await step(...check)) ? 'passed' : 'failed'] += 1;
  return totals;
}
