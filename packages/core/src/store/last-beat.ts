import { closeSync, openSync, writeSync } from 'node:fs';
import { beatText } from './heartbeat-memory.mjs';

/*
 * What an owner that cannot make any file writes behind its last beat: the heartbeat file is there already, and a few bytes more
 * need neither space nor a name. Behind the beat, because the heartbeat's thread may be just about to write once more. With the
 * token, because after a removal of `.huldra` the file may be that of another claim.
 */

const position = beatText(0).length;

function lastBeatText(token: string): string {
  return `over ${token}\n`;
}

/** Says in a heartbeat file that the claim with this token is over. Throws system errors. */
export function writeLastBeat(path: string, token: string): void {
  const fd = openSync(path, 'r+');
  try {
    writeSync(fd, lastBeatText(token), position);
  } finally {
    closeSync(fd);
  }
}

/** Whether the content of a heartbeat file says that the claim with this token is over. */
export function isLastBeat(content: string, token: string): boolean {
  return content.slice(position) === lastBeatText(token);
}
