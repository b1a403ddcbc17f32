import { emit, isAnyoneListening } from '../events/index.js';
import { rawDirectory } from '../settings/index.js';
import { depth } from './active.js';
import { contextLog, type LogTail } from './context-log.js';
import type { AttemptInfo, CreateContext } from './contexts.js';
import type { LiveNotes } from './live-notes.js';
import { redact } from './secrets.js';
import type { Target } from './target.js';

/** What belongs to one attempt. */
interface Parts {
  readonly attempt: AttemptInfo;
  readonly dir: string;
  readonly signal: AbortSignal;
  readonly tail: LogTail;
  readonly live: LiveNotes;
}

/** What `create` is given. What it says about itself is written down for other processes, and told to whoever listens. */
export function createContext(target: Target, { attempt, dir, signal, tail, live }: Parts): CreateContext {
  const about = { artifact: target.ref, reason: 'context' } as const;
  return {
    dir,
    rawDir: rawDirectory(),
    log: contextLog(target, tail),
    signal,
    attempt,
    progress: (done, total, text) => {
      const label = text === undefined ? undefined : redact(String(text));
      live.progress(done, total, label);
      if (isAnyoneListening()) emit({ type: 'progress', ...about, depth: depth(), done, total, label });
    },
    metric: (text, value, step) => {
      const name = redact(String(text));
      live.metric(name, value, step);
      if (isAnyoneListening()) emit({ type: 'metric', ...about, depth: depth(), name, value, step });
    },
  };
}
