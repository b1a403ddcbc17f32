/** Packs every public package as it would be published, and lets publint and attw judge the tarball. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bin, root, run } from './setup.mjs';

const isPublic = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).private !== true;
const folders = readdirSync(join(root, 'packages'))
  .map((name) => join(root, 'packages', name))
  .filter(isPublic);

/** Both tools are asked even when the first objects, so that one run shows everything. */
async function judge(folder) {
  const destination = mkdtempSync(join(tmpdir(), 'huldra-pack-'));
  try {
    // pnpm's pack replaces `workspace:*` by the version; npm's does not.
    const packed = await run(bin('pnpm'), ['pack', '--pack-destination', destination], { cwd: folder });
    if (packed.code !== 0) return [packed];
    const [name] = readdirSync(destination);
    const tarball = join(destination, name);
    const attw = ['--profile', 'esm-only', '--no-color', '--no-emoji', tarball];
    return await Promise.all([run(bin('publint'), ['run', '--strict', tarball]), run(bin('attw'), attw)]);
  } finally {
    rmSync(destination, { recursive: true, force: true });
  }
}

for (const results of await Promise.all(folders.map(judge))) {
  for (const { code, output } of results) {
    if (code === 0) continue;
    console.error(output);
    process.exitCode = 1;
  }
}
