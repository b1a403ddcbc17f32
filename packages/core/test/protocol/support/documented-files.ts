import { lstatSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

const attempt = String.raw`\d{8}-[0-9a-f]{16}`;
const control = String.raw`data/(?:[^/]+/)+[0-9a-f]{32}/\.huldra`;

/** The files of docs/files.md that stay when nobody is at work; what create() wrote lies below its attempt. */
const lasting = [
  `${control}/SUCCESS\\.json`,
  `${control}/SUCCESS\\.invalidated-\\d{8}\\.json`,
  `${control}/(?:state|metadata)\\.json`,
  `${control}/events\\.jsonl`,
  `${control}/locks/\\d{8}\\.(?:lock|json|beat)`,
  `${control}/attempts/${attempt}\\.(?:manifest\\.jsonl|metrics\\.jsonl|progress\\.json)`,
  `diffs/[0-9a-f]{64}\\.diff`,
  `${control}/attempts/${attempt}/.*`,
];

/** What processes leave that were killed: intents, a staged proof, temporary files. Nobody reads them as anything else. */
const leftByTheDead = [
  `${control}/locks/\\d{8}\\.[0-9a-f]{16}\\.(?:intent|over)`,
  `${control}/SUCCESS\\.staged-\\d{8}\\.json`,
  `(?:diffs|${control}(?:/locks|/attempts)?)/\\.tmp-[\\w-]+`,
];

/** Files below a root that the documentation does not know, or that only a dead process may leave. */
export function undocumentedFiles(root: string, { afterDeath = false } = {}): string[] {
  const known = new RegExp(`^(?:${[...lasting, ...(afterDeath ? leftByTheDead : [])].join('|')})$`, 's');
  return filesBelow(root).filter((path) => {
    const isLink = lstatSync(join(root, path)).isSymbolicLink();
    return !known.test(path) && !(isLink && new RegExp(`^${control.replace('/\\.huldra', '')}/[^/]+$`).test(path));
  });
}

function filesBelow(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}
