import { readKeptDiff } from '../provenance/index.js';
import { targetOf } from './target.js';
import { metadataOf } from './verbs.js';

/** `changes`: of tracked files; `untracked`: what untracked files held, where `HULDRA_UNTRACKED_CONTENTS` asked for it. */
export type DiffKind = 'changes' | 'untracked';

/**
 * The diff that an artifact's latest attempt was made with, redacted and at most 1 MB of it. Undefined when none was recorded (see
 * `metadataOf(x)?.git` for why), or it was removed from the root. Throws `CorruptArtifactError` when it is not what was recorded.
 */
export function diffOf(artifact: object, kind: DiffKind = 'changes'): string | undefined {
  const git = metadataOf(artifact)?.git;
  const kept = kind === 'changes' ? git?.diff : git?.untracked?.contents;
  return kept === undefined ? undefined : readKeptDiff(targetOf(artifact).root, kept);
}
