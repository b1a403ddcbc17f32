/** `pnpm check`: what is checked besides the tests. */
import { runChecks } from './checks.mjs';
import { setup } from './setup.mjs';

if (!(await setup()) || (await runChecks()).failed > 0) process.exitCode = 1;
