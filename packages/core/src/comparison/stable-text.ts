import type { Json } from '../values/index.js';

/**
 * The text of tagged JSON that is equal for values which a hash takes for equal: the order of keys, of sets and of maps is
 * none, and there is one zero.
 */
export function stableText(json: Json): string {
  if (typeof json !== 'object' || json === null) return JSON.stringify(json);
  if (Array.isArray(json)) return `[${json.map(stableText).join(',')}]`;
  const { $set, $map, $number } = json as Readonly<Record<string, Json | undefined>>;
  if (Array.isArray($set)) return `{"$set":[${$set.map(stableText).sort().join(',')}]}`;
  if (Array.isArray($map)) return `{"$map":[${$map.map(stableText).sort().join(',')}]}`;
  if ($number === '-0') return '0';
  const members = Object.entries(json).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${stableText(member)}`).join(',')}}`;
}
