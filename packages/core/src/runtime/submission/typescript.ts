import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { SubmitError } from '../../errors/index.js';

/** Whether a module is TypeScript, which Node does not run by itself (nor, where it strips types, decorators). */
export function isTypeScript(url: string): boolean {
  return /\.[cm]?tsx?$/.test(new URL(url).pathname);
}

/** The compiler that a worker transforms TypeScript with, as it is installed for the project of a module. */
export const compiler = '@swc/core';

export function hasCompiler(url: string): boolean {
  try {
    createRequire(fileURLToPath(url)).resolve(compiler);
    return true;
  } catch {
    return false;
  }
}

/** Flags by which a process has a loader of its own, which its workers inherit. */
const loaderFlag = /^(?:--import|--loader|--experimental-loader|--require|-r)(?:=|$)/;

/** Throws `SubmitError` when nothing would transform the TypeScript of a worker. */
export function refuseWithoutCompiler(url: string, artifact: string): void {
  const flags = [...process.execArgv, ...(process.env.NODE_OPTIONS ?? '').split(/\s+/)];
  if (hasCompiler(url) || flags.some((flag) => loaderFlag.test(flag))) return;
  throw new SubmitError(
    `the class of ${artifact} is TypeScript (${fileURLToPath(url)}), and workers need ${compiler} to run it. Install it: npm install --save-dev ${compiler}; or build the project and run its JavaScript.`,
    { artifact, path: fileURLToPath(url) },
  );
}
