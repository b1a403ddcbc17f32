import { type ArtifactRef, type HuldraEvent, subscribe } from 'huldra';
import { type Tally, tallyOf } from './tally.js';

/** Tells what huldra does while it works, and counts it. `finish` stops listening and returns the count. */
export function narrate(output: NodeJS.WriteStream): { finish: () => Tally } {
  const tally = tallyOf();
  const line = statusLine(output);

  const onEvent = (event: HuldraEvent): void => {
    switch (event.type) {
      case 'hit':
        tally.reused(event.artifact);
        break;
      case 'published':
        tally.computed(event.artifact, event.depth, event.durationMs);
        break;
      case 'progress': {
        const { artifact, done, total, label } = event;
        line.status(`${nameOf(artifact)}  ${done}${total === undefined ? '' : ` of ${total}`} ${label ?? ''}`);
        break;
      }
      case 'waiting':
        line.status(`${nameOf(event.artifact)}  another process computes it`);
        break;
      case 'log':
        line.print(`${nameOf(event.artifact)}  ${event.message}`);
        break;
    }
  };
  const unsubscribe = subscribe(onEvent);
  return {
    finish: () => {
      unsubscribe();
      line.status('');
      return tally;
    },
  };
}

const nameOf = ({ className, hash }: ArtifactRef): string => `${className.padEnd(10)} ${hash.slice(0, 7)}`;

/** Prints lines, and on a terminal one more below them that is overwritten again and again. */
function statusLine(output: NodeJS.WriteStream): { print: (text: string) => void; status: (text: string) => void } {
  const toLineStart = output.isTTY ? '\r\u001b[K' : '';
  return {
    print: (text) => output.write(`${toLineStart}${text}\n`),
    status: (text) => output.isTTY && output.write(`${toLineStart}${text}`),
  };
}
