/** Lets `node --import <this file> script.ts` run the sources of this package: child processes of tests need no build. */
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
