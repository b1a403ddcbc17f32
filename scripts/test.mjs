/**
 * `npm test`: sets the workspace up, checks it, and runs the tests. Arguments go to jest: `npm test -- -t sealed`.
 * The last line, alone, is `N passed, N failed`: checks and tests together.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChecks } from './checks.mjs';
import { root, run, setup } from './setup.mjs';

const nodeArgs = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];

/** Runs jest on the terminal as it is, and reads the numbers from its report. */
async function runTests(args) {
  const folder = mkdtempSync(join(tmpdir(), 'huldra-jest-'));
  const report = join(folder, 'report.json');
  const jest = [join(root, 'node_modules/jest/bin/jest.js'), '--json', `--outputFile=${report}`, ...args];
  try {
    const { code } = await run(process.execPath, [...nodeArgs, ...jest], { stdio: 'inherit' });
    return totals(JSON.parse(readFileSync(report, 'utf8')), code);
  } catch (error) {
    console.error(`jest left no report: ${error.message}`);
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A file that cannot be loaded has no tests to fail, and jest may fail with none failed: both count as one failure. */
function totals(report, code) {
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  return { passed: report.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
}

async function main() {
  if (!(await setup())) return { passed: 0, failed: 1 };
  const checks = await runChecks();
  console.log();
  const tests = await runTests(process.argv.slice(2));
  return { passed: checks.passed + tests.passed, failed: checks.failed + tests.failed };
}

const { passed, failed } = await main();
if (failed > 0) process.exitCode = 1;
console.log(`\n${passed} passed, ${failed} failed`);
