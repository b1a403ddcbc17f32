import type { Huldra } from '@huldra/core';
import { Blocking } from './blocking.js';
import { Job } from './job.js';
import { nest } from './nested.js';
import type { Plan } from './plan.js';
import { StoredJson, StoredText } from './stored.js';

/** The artifact with this number, of the kind that the plan is about. */
export function artifactOf(plan: Plan, id: number): Huldra<string> {
  const { kind = 'plain', ledger, ids, ms = 0, busy = false, msOfLevels = [] } = plan;
  switch (kind) {
    case 'plain':
      return Job.of({ id, ledger, ms, busy });
    case 'blocking':
      return Blocking.of({ id, ledger, ms, busy, holders: ids.length });
    case 'json':
      return StoredJson.of({ id, ledger });
    case 'text':
      return StoredText.of({ id, ledger });
    case 'nested': {
      const outermost = nest(id, ledger, msOfLevels).at(-1);
      if (outermost === undefined) throw new Error('a plan for nested artifacts needs msOfLevels');
      return outermost;
    }
  }
}
