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

export async function miss({ place, rounds, scale }) {
  const directory = join(place, 'miss');
  const plain = join(directory, 'plain');
  mkdirSync(plain, { recursive: true });
  const cases = ['', 'fsync'].map((flush) => ({ flush, cwd: plain, where: 'outside of git' }));
  if (has('git', ['--version'])) {
    const repository = join(directory, 'repository');
    await makeRepository(repository);
    cases.push(...['', 'fsync'].map((flush) => ({ flush, cwd: repository, where: 'in a git repository' })));
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
  return cases.flatMap(({ flush, where }, index) => {
    const name = `${where}, ${flush === '' ? 'without' : 'with'} fsync`;
    const id = `${where === 'outside of git' ? 'plain' : 'git'}${flush === '' ? '' : '-fsync'}`;
    const column = (key) => results[index].map((result) => result[key]);
    const bare = { beside: 'its file operations', besides: column('bare') };
    return [
      figure({
        id: `miss-${id}`,
        what: `miss ${name}`,
        unit: 'ms',
        samples: column('later'),
        goal: { below: 2 },
        ...bare,
      }),
      figure({ id: `miss-first-${id}`, what: 'the first one of a process', unit: 'ms', samples: column('first') }),
    ];
  });
}
