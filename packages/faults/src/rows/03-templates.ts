import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Subject } from '../rig/subject.js';
import { Trial } from '../rig/trial.js';
import type { Bench } from '../row.js';

/** What there is before something is done. */
export type Template = 'dead owner' | 'published' | 'littered';

/** Makes roots from which those of trials are copied, named as their templates. */
export async function makeTemplates({ directory, execArgv }: Bench): Promise<void> {
  const published = new Trial(directory, 'published', 'files');
  const littered = new Trial(directory, 'littered', 'files');
  const maker = new Subject({ execArgv });
  await maker.ready();
  await maker.ask(published.order('ask'));
  await maker.ask(littered.order('ask', { isFailing: true }));
  for (const verb of ['ask', 'invalidate', 'ask'] as const) await maker.ask(littered.order(verb));
  await maker.end();
  litter(littered);
  const abandoned = new Trial(directory, 'dead owner', 'files');
  const victim = new Subject({ execArgv });
  await victim.ready();
  const reply = victim.ask(abandoned.order('ask', { gate: join(directory, 'never') }));
  while (abandoned.ledger.total() === 0 && !victim.isOver) await sleep(2);
  victim.process.kill('SIGKILL');
  await reply;
}

/** Leaves what processes leave that die, or find the disk full. */
function litter(trial: Trial): void {
  const control = trial.control() ?? '';
  const token = '0123456789abcdef';
  const temporary = '.tmp-4194304-00000000-0000-4000-8000-000000000000';
  mkdirSync(join(control, 'attempts', temporary));
  const files = [`locks/00000001.${token}.over`, `locks/00000002.${token}.intent`, `locks/${temporary}`];
  const others = [`.tmp-link-${token}`, 'SUCCESS.staged-00000001.json', `attempts/${temporary}/half.txt`];
  for (const name of [...files, ...others]) writeFileSync(join(control, name), 'half');
}
