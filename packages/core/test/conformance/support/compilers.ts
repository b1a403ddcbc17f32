import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Options, transformSync } from '@swc/core';
import { core, writeFiles } from './consumer.js';

/** One way in which users turn their TypeScript into JavaScript. */
export interface Compiler {
  readonly tool: 'tsc' | 'swc';
  readonly format: 'ESM' | 'CommonJS';
  /** Whether `x!: T` makes a property of its own in each instance, and wipes what a base constructor assigned. */
  readonly useDefineForClassFields: boolean;
  /** Whether `design:type` is emitted. Default true. */
  readonly metadata?: boolean;
  /** False compiles to standard (TC39) decorators. Default true. */
  readonly experimentalDecorators?: boolean;
}

const tsc = join(core, '../../node_modules/.bin/tsc');

/** A project of TypeScript as a user would have it. `sources` are paths below `src`. */
export interface Project {
  readonly directory: string;
  readonly name: string;
  readonly sources: Readonly<Record<string, string>>;
}

/** Writes a project to disk and compiles its `src` into `dist`. Rejects with the compiler's messages. */
export async function build({ directory, name, sources }: Project, compiler: Compiler): Promise<void> {
  const type = compiler.format === 'ESM' ? 'module' : 'commonjs';
  writeFiles(directory, { 'package.json': JSON.stringify({ name, type }) });
  writeFiles(join(directory, 'src'), sources);
  if (compiler.tool === 'tsc') await runTsc(directory, compiler);
  else writeFiles(join(directory, 'dist'), Object.fromEntries(Object.entries(sources).map(swcOutput(compiler))));
}

/** The TypeScript files of a folder whose paths in it match `wanted`, for `sources`. */
export function readSources(folder: string, wanted: RegExp): Readonly<Record<string, string>> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && wanted.test(name),
  );
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

async function runTsc(directory: string, compiler: Compiler): Promise<void> {
  const { useDefineForClassFields, metadata = true, experimentalDecorators = true } = compiler;
  const compilerOptions = {
    rootDir: 'src',
    outDir: 'dist',
    target: 'ES2022',
    module: 'NodeNext',
    types: ['node'],
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noImplicitOverride: true,
    isolatedModules: true,
    experimentalDecorators,
    emitDecoratorMetadata: metadata && experimentalDecorators,
    useDefineForClassFields,
  };
  writeFileSync(join(directory, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src'] }));
  try {
    await promisify(execFile)(tsc, ['-p', '.', '--pretty', 'false'], { cwd: directory });
  } catch (error) {
    // tsc prints its messages to stdout, which the error's own message leaves out. It has written the output nevertheless.
    const output = typeof error === 'object' && error !== null && 'stdout' in error ? String(error.stdout) : '';
    throw new Error(`tsc says:\n${output}`, { cause: error });
  }
}

function swcOutput(compiler: Compiler): (source: [string, string]) => [string, string] {
  const { format, useDefineForClassFields, metadata = true, experimentalDecorators = true } = compiler;
  const transform = experimentalDecorators
    ? { legacyDecorator: true, decoratorMetadata: metadata, useDefineForClassFields }
    : { decoratorVersion: '2022-03' as const, useDefineForClassFields };
  const options: Options = {
    swcrc: false,
    jsc: { parser: { syntax: 'typescript', decorators: true }, target: 'es2022', transform },
    module: { type: format === 'ESM' ? 'es6' : 'commonjs' },
  };
  return ([name, text]) => [
    name.replace(/\.ts$/, '.js'),
    transformSync(text, { ...options, filename: `/src/${name}` }).code,
  ];
}
