/** What it costs to compute, beyond the computation: claim, record, seal, publish. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { has, nodeJson, run } from '../children.mjs';
import { figure } from '../measure.mjs';

async function makeRepository(path) {
  mkdirSync(path);
  const git = (...args) =>
    run('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost', ...args], { cwd: path });
  await git('init', '--quiet');
  for (let number = 0; number < 20; number += 1) writeFileSync(join(path, `file-${number}.txt`), `${number}\n`);
  await git('add', '.');
  await git('commit', '--quiet', '--message', 'twenty files');
  // One change that is not committed: then there is a diff to record.
  writeFileSync(join(path, 'file-0.txt'), 'changed\n');
}

/** A diff twice as large as what is kept of one, and as many untracked files as are named. */
function makeWorse(path) {
  writeFileSync(join(path, 'file-0.txt'), `${'changed '.repeat(12)}\n`.repeat(20_000));
  for (let number = 0; number < 1000; number += 1) writeFileSync(join(path, `untracked-${number}.txt`), '');
}

export async function miss({ place, rounds, scale }) {
  const directory = join(place, 'miss');
  const plain = join(directory, 'plain');
  mkdirSync(plain, { recursive: true });
  const cases = ['', 'fsync'].map((flush) => ({ kind: 'plain', flush, cwd: plain, where: 'outside of git' }));
  if (has('git', ['--version'])) {
    const repository = join(directory, 'repository');
    await makeRepository(repository);
    const where = 'in a git repository';
    cases.push(...['', 'fsync'].map((flush) => ({ kind: 'git', flush, cwd: repository, where })));
    const large = join(directory, 'large');
    await makeRepository(large);
    makeWorse(large);
    cases.push({ kind: 'large', flush: '', cwd: large, where: 'with a diff of 2 MB and 1,000 untracked files' });
  }
  const children = Math.ceil(rounds / 2);
  const results = cases.map(() => []);
  // Children of the cases take turns; within each child misses and their bare operations do.
  for (let child = 0; child < children; child += 1) {
    for (const [index, { flush, cwd }] of cases.entries()) {
      const target = join(directory, `${index}-${child}`);
      results[index].push(await nodeJson('miss', [target, String(Math.ceil(100 * scale)), flush], { cwd }));
    }
  }
  const column = (index, key) => results[index].map((result) => result[key]);
  return cases.flatMap(({ kind, flush, where }, index) => {
    const name = `${where}, ${flush === '' ? 'without' : 'with'} fsync`;
    const id = `${kind}${flush === '' ? '' : '-fsync'}`;
    const samples = column(index, 'later');
    const bare = { beside: 'its file operations', besides: column(index, 'bare'), goal: { below: 2 } };
    // What git adds to later misses is a promise of its own: the first case is the same without git.
    const added = { beside: 'outside of git', besides: column(0, 'later'), by: 'difference', goal: { below: 1 } };
    return [
      figure({ id: `miss-${id}`, what: `miss ${name}`, unit: 'ms', samples, ...(kind === 'large' ? added : bare) }),
      figure({
        id: `miss-first-${id}`,
        what: 'the first one of a process',
        unit: 'ms',
        samples: column(index, 'first'),
      }),
    ];
  });
}
