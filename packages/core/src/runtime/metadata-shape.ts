import { isAttemptId } from '../store/index.js';
import {
  amount,
  count,
  digest,
  flag,
  list,
  members,
  optional,
  ordinal,
  record,
  type Shape,
  text,
  time,
  word,
} from '../store/shape.js';

const attemptName: Shape = (name) => typeof name === 'string' && isAttemptId(name);

const environment = members({
  command: list(text),
  execArgv: list(text),
  nodeVersion: text,
  platform: text,
  osRelease: text,
  arch: text,
  host: text,
  user: text,
  pid: ordinal,
  cpus: count,
  memoryBytes: amount,
  package: optional(members({ name: text, version: optional(text) })),
  lockfile: optional(members({ name: text, digest: text })),
  cwd: optional(text),
  variables: record(text),
});

const keptDiff = members({
  file: text,
  sha256: digest,
  bytes: count,
  truncated: flag,
  totalBytes: optional(count),
  redactedLines: count,
});

const git = members({
  root: optional(text),
  commit: optional(text),
  branch: optional(text),
  dirty: optional(flag),
  remote: optional(text),
  untracked: optional(members({ names: list(text), total: count, contents: optional(keptDiff) })),
  submodules: optional(list(members({ path: text, commit: optional(text), dirty: optional(flag) }))),
  diff: optional(keptDiff),
  error: optional(text),
});

/** The members of `Metadata` but for the configuration, which is checked by its hash. */
export const metadataShape = members({
  artifact: members({
    namespace: text,
    className: text,
    hash: text,
    version: (version) => typeof version === 'string' || Number.isFinite(version),
    directory: text,
  }),
  attempt: members({
    id: attemptName,
    number: ordinal,
    resumedFrom: optional(attemptName),
    startedAt: time,
    finishedAt: optional(time),
    outcome: optional(word(['created', 'failed', 'preempted'])),
    resources: optional(members({ wallMs: amount, cpuUserMs: amount, cpuSystemMs: amount, peakMemoryBytes: amount })),
  }),
  huldra: text,
  environment,
  git: optional(git),
});
