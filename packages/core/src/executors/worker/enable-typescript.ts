import { register } from 'node:module';
import { shared } from '../../process/shared-state.js';

const state = shared('typescript-worker', () => ({ isEnabled: false }));

/** Lets this process import TypeScript with decorators, from now on. */
export function enableTypeScript(): void {
  if (state.isEnabled) return;
  state.isEnabled = true;
  process.setSourceMapsEnabled(true);
  register('./typescript-hooks.mjs', import.meta.url);
}
