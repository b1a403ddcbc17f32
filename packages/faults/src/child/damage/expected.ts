/* What may come out of huldra's readers, written down once more from docs/files.md: who uses an answer relies on it. */

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isCount: Check = (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const isPositive: Check = (value) => isCount(value) && value !== 0;
const isAmount: Check = (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const isTime: Check = (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value));
const isDigest: Check = (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
const isAttempt: Check = (value) => typeof value === 'string' && /^\d{8,}-[0-9a-z]+$/.test(value);
const isFlag: Check = (value) => typeof value === 'boolean';

const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const list =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const texts: Check = (value) => isObject(value) && Object.values(value).every(isText);

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The paths of members that are not as they must be. */
function wrong(value: unknown, checks: Readonly<Record<string, Check>>, where: string): string[] {
  if (!isObject(value)) return [`${where} is no object`];
  return Object.entries(checks).flatMap(([name, check]) => (check(value[name]) ? [] : [`${where}.${name}`]));
}

const object =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value) =>
    wrong(value, checks, '').length === 0;

const isError: Check = (value) =>
  object({
    name: isText,
    message: isText,
    code: optional(isText),
    stack: optional(isText),
    cause: optional(isError),
  })(value);
const isOwner = object({ host: isText, pid: isPositive, since: isTime });

const statuses = ['missing', 'queued', 'running', 'success', 'failed', 'preempted'];

/** What is wrong with an answer of `stateOf`. */
export function wrongInState(state: unknown): string[] {
  const checks = {
    status: (status: unknown) => typeof status === 'string' && statuses.includes(status),
    reason: isText,
    attempt: optional(isAttempt),
    owner: optional(isOwner),
    publishedAt: optional(isTime),
    error: optional(isError),
    logTail: list(isText),
  };
  return wrong(state, checks, 'state');
}

/** What is wrong with an answer of `metadataOf`. */
export function wrongInMetadata(metadata: unknown): string[] {
  const artifact = object({
    namespace: isText,
    className: isText,
    hash: (hash) => typeof hash === 'string' && /^[0-9a-f]{32}$/.test(hash),
    version: (version) => typeof version === 'number' || typeof version === 'string',
    directory: isText,
  });
  const resources = object({
    wallMs: isAmount,
    cpuUserMs: isAmount,
    cpuSystemMs: isAmount,
    peakMemoryBytes: isAmount,
  });
  const attempt = object({
    id: isAttempt,
    number: isPositive,
    resumedFrom: optional(isAttempt),
    startedAt: isTime,
    finishedAt: optional(isTime),
    resources: optional(resources),
  });
  const environment = object({
    command: list(isText),
    execArgv: list(isText),
    nodeVersion: isText,
    platform: isText,
    osRelease: isText,
    arch: isText,
    host: isText,
    user: isText,
    pid: isPositive,
    cpus: isCount,
    memoryBytes: isAmount,
    cwd: optional(isText),
    variables: texts,
  });
  const keptDiff = object({
    file: isText,
    sha256: isDigest,
    bytes: isCount,
    truncated: isFlag,
    totalBytes: optional(isCount),
    redactedLines: isCount,
  });
  const git = object({
    root: optional(isText),
    commit: optional(isText),
    branch: optional(isText),
    dirty: optional(isFlag),
    remote: optional(isText),
    untracked: optional(object({ names: list(isText), total: isCount, contents: optional(keptDiff) })),
    submodules: optional(list(object({ path: isText, commit: optional(isText), dirty: optional(isFlag) }))),
    diff: optional(keptDiff),
    error: optional(isText),
  });
  return wrong(metadata, { artifact, attempt, huldra: isText, environment, git: optional(git) }, 'metadata');
}

/** What is wrong with a SUCCESS.json that was taken for a proof. */
export function wrongInSuccess(success: unknown): string[] {
  const manifest = object({ files: isCount, bytes: isCount, sha256: isDigest });
  const result = object({
    codec: isText,
    sha256: isDigest,
    file: (file) => typeof file === 'string' && !/^$|^\.\.?$|[/\\\0]/.test(file),
  });
  const checks = {
    namespace: isText,
    hash: isText,
    epoch: isPositive,
    attempt: isAttempt,
    publishedAt: isTime,
    manifest,
    result: optional(result),
  };
  const problems = wrong(success, checks, 'SUCCESS.json');
  const { epoch, attempt } = success as { readonly epoch?: unknown; readonly attempt?: unknown };
  const isItsEpoch = Number(String(attempt).split('-')[0]) === epoch;
  return isItsEpoch ? problems : [...problems, 'SUCCESS.json.attempt is not of its epoch'];
}
