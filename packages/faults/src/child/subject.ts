import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { configure, doctor, HuldraError, invalidate } from '@huldra/core';
import type { Answer, Beginnings, Kind, Order } from './order.js';
import { isRight, specimenOf } from './specimen.js';

/* A process to which things are done: it carries out its orders one after the other, until its standard input ends. */

/** Written synchronously, so that what was said before a kill is heard. */
function say(answer: Answer): void {
  writeSync(1, `${JSON.stringify(answer)}\n`);
}

async function carryOut(order: Order): Promise<Answer> {
  try {
    configure({ root: order.root, ignoreDiff: true });
    if (order.verb === 'collect') {
      const { leftovers } = doctor(order.root, { fix: true });
      return { outcome: 'collected', isClean: leftovers.every(({ isCleaned }) => isCleaned) };
    }
    const specimen = specimenOf(order);
    if (order.verb === 'invalidate') {
      return { outcome: 'invalidated', wasThere: await invalidate(specimen, 'an order') };
    }
    const { maxWaitSecs } = order;
    const value = await specimen.loadOrCreate(maxWaitSecs === undefined ? {} : { maxWaitSecs });
    return { outcome: 'value', isRight: isRight(order, value) };
  } catch (error) {
    const code = HuldraError.is(error) ? error.code : 'untyped';
    return { outcome: 'error', code, message: error instanceof Error ? `${error.stack}` : String(error) };
  }
}

const { warmUp, uid } = JSON.parse(process.argv[2] ?? '{}') as Beginnings;
if (warmUp !== undefined) {
  const kinds: readonly Kind[] = ['files', 'stored'];
  for (const kind of kinds) {
    const root = join(warmUp, String(process.pid));
    await carryOut({ verb: 'ask', root, kind, id: 0, ledger: join(warmUp, 'ledger.txt') });
  }
}
if (uid !== undefined) {
  process.setgroups?.([]);
  process.setgid?.(uid);
  process.setuid?.(uid);
}
say({ outcome: 'ready' });
for await (const line of createInterface({ input: process.stdin })) say(await carryOut(JSON.parse(line) as Order));
