import { shownSide } from '../comparison/index.js';
import { modelOfInstance } from '../configuration/index.js';
import { identityOf } from '../identity/index.js';
import { encode } from '../values/index.js';
import type { Changes } from './vary.js';

/** What a variant is called: `lr=0.001,dataset.name=a`; long values are cut, unless a greater `length` is given. */
export function variantName(changes: Changes, length?: number): string {
  if (changes.size === 0) return 'default';
  return [...changes].map(([path, value]) => `${path}=${shown(value, length)}`).join(',');
}

function shown(value: unknown, length: number | undefined): string {
  if (value === undefined) return 'none';
  const instance = (held: object) => {
    const model = modelOfInstance(held);
    if (model === undefined) return undefined;
    return model.kind === 'artifact' ? `${model.name} ${identityOf(held).hash.slice(0, 7)}` : model.name;
  };
  const json = encode(value, { instance });
  return typeof value === 'object' && value !== null && modelOfInstance(value) !== undefined
    ? String(json)
    : shownSide({ text: '', json }, length);
}
