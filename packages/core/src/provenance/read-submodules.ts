import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { openRepository, type Repository, readStatus, readSubmodulePaths } from './git-commands.js';
import type { GitSubmodule } from './git-snapshot.js';

const listed = 1_000;
const lookedInto = 50;
const atOnce = 4;

/** `.gitmodules` is a file like any other and may say anything; a submodule lies below the root. */
function liesBelow(path: string): boolean {
  return path !== '' && !isAbsolute(path) && !path.split(/[\\/]/).includes('..');
}

async function readSubmodule(root: string, path: string, timeoutMs: number): Promise<GitSubmodule> {
  const directory = join(root, path);
  // Not checked out: git would find the repository around it.
  if (!existsSync(join(directory, '.git'))) return { path };
  // A repository of its own, with filters of its own to switch off.
  const repository = await openRepository(directory, timeoutMs);
  if ('problem' in repository) return { path };
  const status = await readStatus(repository, 'no');
  return 'problem' in status ? { path } : { path, commit: status.commit, dirty: status.changed > 0 };
}

/**
 * The submodules of the working tree at `root`; undefined if it has none. `git submodule status` would take ten times as long,
 * and describe each commit, which nobody asked for.
 */
export async function readSubmodules(
  repository: Repository,
  root: string,
): Promise<readonly GitSubmodule[] | undefined> {
  if (!existsSync(join(root, '.gitmodules'))) return undefined;
  const paths = (await readSubmodulePaths(repository, root)).filter(liesBelow).slice(0, listed);
  const results: GitSubmodule[] = paths.map((path) => ({ path }));
  const waiting = [...paths.slice(0, lookedInto).entries()];
  const deadline = performance.now() + repository.timeoutMs;
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined && performance.now() < deadline; next = waiting.shift()) {
      const [index, path] = next;
      results[index] = await readSubmodule(root, path, repository.timeoutMs);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return results.length === 0 ? undefined : results;
}
