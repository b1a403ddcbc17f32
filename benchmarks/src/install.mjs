/** Installs the packages as they are published, and the measuring scripts beside them: what users run is one bundled file. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './measured/children.mjs';

const benchmarks = dirname(dirname(fileURLToPath(import.meta.url)));
const repository = dirname(benchmarks);

/** Packs a package of the workspace and unpacks it below `modules`. Resolves to its manifest. */
async function installPacked(folder, modules) {
  const destination = mkdtempSync(join(modules, '.packed-'));
  await run(join(repository, 'node_modules/.bin/pnpm'), ['pack', '--pack-destination', destination], { cwd: folder });
  const [tarball] = readdirSync(destination);
  await run('tar', ['-xzf', join(destination, tarball), '-C', destination]);
  const packed = join(destination, 'package');
  const manifest = JSON.parse(readFileSync(join(packed, 'package.json')));
  cpSync(packed, join(modules, manifest.name), { recursive: true });
  return manifest;
}

/** Lays everything out below `place`. Resolves to the path of the script that measures. */
export async function install(place) {
  const modules = join(place, 'node_modules');
  mkdirSync(modules);
  for (const name of ['core', 'winston', 'huldra']) {
    const folder = join(repository, 'packages', name);
    const { dependencies } = await installPacked(folder, modules);
    for (const dependency of Object.keys(dependencies)) {
      const installed = join(folder, 'node_modules', dependency);
      const path = join(modules, dependency);
      if (!existsSync(path)) symlinkSync(realpathSync(installed), path);
    }
  }
  cpSync(join(benchmarks, 'package.json'), join(place, 'package.json'));
  cpSync(join(benchmarks, 'src/measured'), join(place, 'measured'), { recursive: true });
  return join(place, 'measured/run.mjs');
}
