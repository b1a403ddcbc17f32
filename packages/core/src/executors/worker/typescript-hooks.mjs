/**
 * Node's module hooks that let a worker import a user's decorated TypeScript as it is. Node strips types but refuses decorators, and
 * esbuild (tsx) emits no decorator metadata; @swc/core, which the user's project brings, does both.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { getTsconfig } from 'get-tsconfig';

const moduleSyntax = /^\s*(?:import|export)\b/m;

const source = /\.([cm]?)tsx?$/;

/** What may lie on disk for what stands in an import: TypeScript names the file that the compiler would make, or none. */
function candidates(path) {
  const made = /\.([cm]?)js(x?)$/.exec(path);
  if (made === null) return ['.ts', '.tsx', '/index.ts'].map((end) => path + end);
  const base = path.slice(0, -made[0].length);
  return made[1] === '' ? [`${base}.ts`, `${base}.tsx`] : [`${base}.${made[1]}ts`];
}

/** @type {import('node:module').ResolveHook} */
export function resolve(specifier, context, next) {
  const { parentURL } = context;
  const isRelative = /^(?:\.{0,2}\/|file:)/.test(specifier);
  if (!isRelative || parentURL?.startsWith('file:') !== true) return next(specifier, context);
  const url = new URL(specifier, parentURL);
  const path = fileURLToPath(url);
  const found = existsSync(path) && /\.\w+$/.test(path) ? undefined : candidates(path).find((name) => existsSync(name));
  return next(found === undefined ? specifier : pathToFileURL(found).href + url.search, context);
}

/** @type {import('node:module').LoadHook} */
export function load(url, context, next) {
  if (!url.startsWith('file:')) return next(url, context);
  const filename = fileURLToPath(url);
  const kind = source.exec(filename)?.[1];
  if (kind === undefined) return next(url, context);
  const text = readFileSync(filename, 'utf8');
  // What is written as a module runs as one also in a package of CommonJS: Node 20 cannot require() what hooks have loaded.
  const isModule = kind !== 'c' && (moduleSyntax.test(text) || packageType(dirname(filename)) === 'module');
  const { code } = compilerFor(filename).transformSync(text, options(filename, isModule));
  return { format: isModule ? 'module' : 'commonjs', source: code, shortCircuit: true };
}

/** @returns {import('@swc/core')} */
function compilerFor(filename) {
  try {
    return createRequire(filename)('@swc/core');
  } catch (cause) {
    throw new Error(`@swc/core is needed to run ${filename}; install it: npm install --save-dev @swc/core`, { cause });
  }
}

/** @type {(filename: string, isModule: boolean) => import('@swc/core').Options} */
function options(filename, isModule) {
  return {
    filename,
    swcrc: false,
    configFile: false,
    sourceMaps: 'inline',
    jsc: {
      parser: { syntax: 'typescript', decorators: true, tsx: filename.endsWith('x') },
      target: 'es2022',
      transform: {
        legacyDecorator: true,
        decoratorMetadata: true,
        useDefineForClassFields: definesClassFields(filename),
      },
      keepClassNames: true,
    },
    module: { type: isModule ? 'es6' : 'commonjs' },
  };
}

const tsconfigs = new Map();

/** As the nearest tsconfig says, or else its target does: from ES2022 on, fields are defined. */
function definesClassFields(filename) {
  const { useDefineForClassFields, target } =
    getTsconfig(filename, 'tsconfig.json', tsconfigs)?.config.compilerOptions ?? {};
  return useDefineForClassFields ?? !/^es(?:[3567]|20(?:1\d|2[01]))$/i.test(target ?? '');
}

const types = new Map();

/** The `type` of the package that a directory belongs to. */
function packageType(directory) {
  const known = types.get(directory);
  if (known !== undefined) return known;
  const manifest = join(directory, 'package.json');
  const parent = dirname(directory);
  const type = existsSync(manifest)
    ? (JSON.parse(readFileSync(manifest, 'utf8')).type ?? 'commonjs')
    : parent === directory
      ? 'commonjs'
      : packageType(parent);
  types.set(directory, type);
  return type;
}
