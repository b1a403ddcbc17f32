import { afterAll, beforeAll, describe } from '@jest/globals';
import { testCommonJs } from './projects/commonjs.js';
import { testNpmProject } from './projects/npm-project.js';
import { testPnpmWorkspace } from './projects/pnpm-workspace.js';
import { type Machine, startMachine } from './support/machine.js';

/*
 * What users have is the packed packages, installed by their own package manager: here they are. In one file, as packing bundles
 * core in its own folder, which must not be done by two at once.
 */

let machine: Machine;
beforeAll(async () => {
  machine = await startMachine();
});
afterAll(() => machine?.cleanup());

const current = (): Machine => machine;

describe('a fresh npm project', () => testNpmProject(current));
describe('a fresh pnpm workspace', () => testPnpmWorkspace(current));
describe('a CommonJS project', () => testCommonJs(current));
