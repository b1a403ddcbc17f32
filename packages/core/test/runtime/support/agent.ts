import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { HuldraEvent } from '@huldra/core';
import { afterEach } from '@jest/globals';
import type { Command, Report } from './messages.js';

const hooks = new URL('../../store/support/typescript.mjs', import.meta.url).href;
const fixture = fileURLToPath(new URL('../fixtures/agent.ts', import.meta.url));

type ReportOf<T extends Report['type']> = Extract<Report, { readonly type: T }>;
type EventOf<T extends HuldraEvent['type']> = Extract<HuldraEvent, { readonly type: T }>;

/** A real child process that a test steers. */
export interface Agent {
  readonly pid: number;
  tell(command: Command): void;
  /** Takes the next report of this type that was not taken yet; rejects when the process ends without one. */
  next<T extends Report['type']>(type: T): Promise<ReportOf<T>>;
  nextEvent<T extends HuldraEvent['type']>(type: T): Promise<EventOf<T>>;
  /** Sends a signal to the process. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void;
  /** Kills the process without a warning; resolves when it has ended. */
  kill(): Promise<void>;
}

const alive = new Set<ChildProcess>();

afterEach(() => {
  for (const child of alive) child.kill('SIGKILL');
});

/** Starts a process that works below `root`; it is killed when the test ends. */
export async function startAgent(root: string, env: NodeJS.ProcessEnv = {}): Promise<Agent> {
  const child = fork(fixture, {
    execArgv: ['--import', hooks],
    env: { ...process.env, HULDRA_PATH: root, HULDRA_FSYNC: 'false', ...env },
  });
  alive.add(child);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      alive.delete(child);
      resolve();
    });
  });
  const reports: Report[] = [];
  const takers = new Set<() => void>();
  const wakeAll = (): void => {
    for (const wake of takers) wake();
    takers.clear();
  };
  child.on('message', (report: Report) => {
    reports.push(report);
    wakeAll();
  });
  // Not 'exit': the last reports may still be in the channel then.
  child.on('disconnect', wakeAll);

  async function take<R>(pick: (report: Report) => R | undefined, what: string): Promise<R> {
    for (;;) {
      for (const [index, report] of reports.entries()) {
        const picked = pick(report);
        if (picked === undefined) continue;
        reports.splice(index, 1);
        return picked;
      }
      if (!child.connected) throw new Error(`the agent ended without ${what}`);
      await new Promise<void>((resolve) => takers.add(resolve));
    }
  }

  const agent: Agent = {
    pid: child.pid ?? 0,
    tell: (command) => child.send(command),
    next: (type) => take((report) => (isReport(report, type) ? report : undefined), `a report "${type}"`),
    nextEvent: (type) =>
      take(
        (report) => (report.type === 'event' && isEvent(report.event, type) ? report.event : undefined),
        `an event "${type}"`,
      ),
    signal: (signal) => {
      child.kill(signal);
    },
    kill: () => {
      child.kill('SIGKILL');
      return ended;
    },
  };
  await agent.next('ready');
  return agent;
}

function isReport<T extends Report['type']>(report: Report, type: T): report is ReportOf<T> {
  return report.type === type;
}

function isEvent<T extends HuldraEvent['type']>(event: HuldraEvent, type: T): event is EventOf<T> {
  return event.type === type;
}
