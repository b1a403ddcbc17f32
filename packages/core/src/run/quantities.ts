import { ConfigurationError } from '../errors/index.js';
import type { Resources } from '../metadata/index.js';

/** How much of each named quantity something has or needs. */
export type Quantities = ReadonlyMap<string, number>;

const units: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  t: 1e12,
  ki: 2 ** 10,
  mi: 2 ** 20,
  gi: 2 ** 30,
  ti: 2 ** 40,
};

const pattern = /^\s*(\d+(?:\.\d+)?)\s*([kmgt]i?)?b?\s*$/i;

/** Numbers as they are, and texts with a unit: `4`, `'16GB'`, `'512MiB'`. Throws `ConfigurationError` for anything else. */
export function quantitiesOf(resources: Resources, whose: string): Quantities {
  return new Map(Object.entries(resources).map(([name, given]) => [name, quantity(name, given, whose)]));
}

function quantity(name: string, given: number | string, whose: string): number {
  if (typeof given === 'number' && given >= 0) return given;
  const found = typeof given === 'string' ? pattern.exec(given) : null;
  const unit = units[(found?.[2] ?? '').toLowerCase()];
  if (found !== null && unit !== undefined) return Number(found[1]) * unit;
  throw new ConfigurationError(
    `the resource "${name}" of ${whose} is ${JSON.stringify(given)}, which is no amount. Give a number from 0, or a text such as '16GB' or '512MiB'.`,
    { path: name },
  );
}
