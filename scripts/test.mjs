/**
 * `npm test`: sets the workspace up, checks it, runs the tests, and last the fault suite. Arguments go to jest, and then the fault
 * suite is left out: `npm test -- -t sealed`. The last line, alone, is `N passed, N failed`: checks, tests and rows of the suite
 * together, with `, N skipped` where rows could not be run on this machine.
 *
 * With CI=true what is skipped has failed. HULDRA_FAULT_SECS=900 gives the fault suite so many seconds: as many of its rows as fit
 * run in full, the others as slices.
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

const isCI = !['', '0', 'false', undefined].includes(process.env.CI);

/** The fault suite: its progress on the terminal, its numbers from its report. */
async function runFaults() {
  const seconds = process.env.HULDRA_FAULT_SECS || undefined;
  const scale = seconds === undefined ? ['--slice'] : ['--seconds', seconds];
  const args = [join(root, 'packages/faults/dist/main.js'), ...scale, '--json', ...(isCI ? ['--no-skips'] : [])];
  console.log(`\nfault suite: ${args.slice(1).join(' ')}`);
  const { code, output } = await run(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    return faultTotals(JSON.parse(output), code);
  } catch (error) {
    console.error(`the fault suite left no report: ${error.message}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

/** In CI nothing may be left out: a row that was skipped, or a part of one, counts as a failure there. */
function faultTotals({ rows }, code) {
  const isLeftOut = ({ verdict, without }) => verdict === 'skipped' || (isCI && without.length > 0);
  const broken = rows.filter(({ verdict }) => verdict === 'broken').length;
  const leftOut = rows.filter((row) => row.verdict !== 'broken' && isLeftOut(row));
  for (const { id, fault, without } of leftOut) console.log(`skipped: row ${id}, ${fault}: ${without.join('; ')}`);
  const failed = broken + (isCI ? leftOut.length : 0);
  const passed = rows.length - broken - leftOut.length;
  return { passed, failed: failed === 0 && code !== 0 ? 1 : failed, skipped: isCI ? 0 : leftOut.length };
}

async function main() {
  if (!(await setup())) return [{ passed: 0, failed: 1 }];
  const args = process.argv.slice(2);
  const checks = await runChecks();
  console.log();
  const tests = await runTests(args);
  return args.length > 0 ? [checks, tests] : [checks, tests, await runFaults()];
}

const parts = await main();
const sum = (name) => parts.reduce((total, part) => total + (part[name] ?? 0), 0);
if (sum('failed') > 0) process.exitCode = 1;
const skipped = sum('skipped') > 0 ? `, ${sum('skipped')} skipped` : '';
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed${skipped}`);
