import type { RunEvent } from '@huldra/core';
import { duration } from './names.js';

/** What a run says at its beginning, its end and its interruption. */
export function runLine({ reason, message = '', elapsedMs }: RunEvent): string {
  return `run: ${message}${reason === 'finished' ? ` in ${duration(elapsedMs)}` : ''}`;
}

/** `run: 12/40 done, 1 failed, 2 running, 1 waiting, after 1 min 3 s`. */
export function runStatus({ done, total, failed, waiting, running, elapsedMs }: RunEvent): string {
  const parts = [
    `${done}/${total} done`,
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(running.length === 0 ? [] : [`${running.length} running`]),
    ...(waiting === 0 ? [] : [`${waiting} waiting`]),
    `after ${duration(elapsedMs)}`,
  ];
  return `run: ${parts.join(', ')}`;
}
