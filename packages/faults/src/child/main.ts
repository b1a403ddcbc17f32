import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { configure, HuldraError } from '@huldra/core';
import { Job, valueOf } from './job.js';
import type { Plan, Report } from './plan.js';

/** Written synchronously, so that what was said before a kill is heard. */
function say(report: Report): void {
  writeSync(1, `${JSON.stringify(report)}\n`);
}

const plan = JSON.parse(process.argv[2] ?? '') as Plan;
configure({ root: plan.root, ignoreDiff: true });
say({ type: 'ready' });
await once(process.stdin, 'data');
process.stdin.destroy();

async function ask(id: number): Promise<void> {
  try {
    const { ledger, ms = 0, busy = false } = plan;
    const value = await Job.of({ id, ledger, ms, busy }).loadOrCreate();
    say({ type: 'value', id, isRight: value === valueOf(id) });
  } catch (error) {
    const code = HuldraError.is(error) ? error.code : 'untyped';
    say({ type: 'error', id, code, message: error instanceof Error ? `${error.stack}` : String(error) });
  }
}

if (plan.together === true) await Promise.all(plan.ids.map(ask));
else for (const id of plan.ids) await ask(id);
say({ type: 'done' });
