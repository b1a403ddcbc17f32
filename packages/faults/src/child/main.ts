import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { CorruptArtifactError, configure, HuldraError, invalidate, LoadError } from '@huldra/core';
import { artifactOf } from './artifact-of.js';
import { rightValue } from './job.js';
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
    const value = await artifactOf(plan, id).loadOrCreate();
    say({ type: 'value', id, isRight: value === rightValue(id) });
  } catch (error) {
    const code = HuldraError.is(error) ? error.code : 'untyped';
    if (plan.repair === true && (CorruptArtifactError.is(error) || LoadError.is(error))) return repair(id, code);
    say({ type: 'error', id, code, message: error instanceof Error ? `${error.stack}` : String(error) });
  }
}

async function repair(id: number, code: string): Promise<void> {
  await invalidate(artifactOf(plan, id), 'damaged');
  const value = await artifactOf(plan, id).loadOrCreate();
  say({ type: 'repaired', id, code, isRight: value === rightValue(id) });
}

if (plan.together === true) await Promise.all(plan.ids.map(ask));
else for (const id of plan.ids) await ask(id);
say({ type: 'done' });
