import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Order } from '../child/order.js';
import { type CallPoint, injure } from './strace.js';
import type { Reply, Subject } from './subject.js';

/** A subject that was stopped in the middle of an order. */
export interface Paused {
  /** What was traced until then. */
  readonly lines: readonly string[];
  /** Lets it go on, and waits for its answer. */
  resume(): Promise<Reply>;
}

/** Gives an order and stops the whole process at one of its calls, or lets it end when that call is not made. */
export async function pauseAt(subject: Subject, order: Order, point: CallPoint, log: string): Promise<Paused> {
  const tracer = await injure(subject.pid, log, point, 'signal=SIGSTOP');
  let isOver = false;
  const reply = subject.ask(order).finally(() => {
    isOver = true;
  });
  while (!isOver && !tracer.lines().some((line) => line.includes('stopped by SIGSTOP'))) await sleep(2);
  await tracer.detach();
  if (!isOver) await stopped(subject.pid);
  return {
    lines: tracer.lines(),
    resume() {
      subject.process.kill('SIGCONT');
      return reply;
    },
  };
}

/** Without its tracer the process is still stopped, all of its threads: that is what is to be tested. */
async function stopped(pid: number): Promise<void> {
  for (let look = 0; look < 500; look += 1) {
    const stat = readFileSync(`/proc/${pid}/stat`).toString('latin1');
    if (stat.slice(stat.lastIndexOf(')') + 2).startsWith('T')) return;
    await sleep(2);
  }
  throw new Error(`process ${pid} did not stay stopped`);
}
