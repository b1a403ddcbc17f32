import { inspect } from 'node:util';
import { nodesOf } from '../configuration/index.js';
import { shared } from '../process/shared-state.js';
import type { Target } from './target.js';

/** Shorter texts would strike out half of every message, and are no secrets. */
const shortestSecret = 4;

/** What stands in the place of a secret. */
export const secretMark = '<secret>';

/**
 * The secrets of all artifacts that this process computed, or whose methods threw, in every spelling in which a text may hold
 * them, longest first. Not of one artifact alone: the error of a dependency becomes the cause of its dependent's.
 */
const known = shared('secrets', (): { spellings: readonly string[] } => ({ spellings: [] }));

const remembered = new WeakSet<Target>();

/** Like `rememberSecrets`, for those who come often: the fields are sealed, so once is enough. */
export function rememberSecretsOnce(target: Target): void {
  if (remembered.has(target)) return;
  remembered.add(target);
  rememberSecrets(target);
}

/** From now on `redact` strikes out the values of this artifact's secret fields, and of those that it holds. */
export function rememberSecrets({ artifact, identity }: Target): void {
  const found = nodesOf(artifact, identity.model, () => false).flatMap(({ instance, model }) =>
    [...model.fields.values()]
      .filter(({ isSecret }) => isSecret)
      .map(({ name }) => Reflect.get(instance, name) as unknown),
  );
  if (found.length === 0) return;
  const texts = textsIn(found)
    .flatMap(withLines)
    .filter((text) => text.length >= shortestSecret);
  const spellings = new Set([...known.spellings, ...texts.flatMap(spellingsOf)]);
  // The same array as long as it holds the same: see `secretsSoFar`.
  if (spellings.size > known.spellings.length) known.spellings = [...spellings].sort((a, b) => b.length - a.length);
}

/** An object that is another one when more secrets are known: what was redacted while it was the same need not be redacted again. */
export function secretsSoFar(): object {
  return known.spellings;
}

function textsIn(values: readonly unknown[]): string[] {
  const texts: string[] = [];
  const visited = new Set<unknown>();
  const visit = (value: unknown): void => {
    if (['string', 'number', 'bigint'].includes(typeof value)) texts.push(String(value));
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || visited.has(value)) return;
    visited.add(value);
    if (value instanceof Map) for (const entry of value) visit(entry);
    else if (value instanceof Set) for (const element of value) visit(element);
    else for (const member of Object.values(value)) visit(member);
  };
  visit(values);
  return texts;
}

/** Lines of a key or a certificate that are this long are secrets by themselves, and what shows nested errors indents them. */
const shortestLine = 8;

function withLines(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trim());
  return lines.length === 1 ? [text] : [text, ...lines.filter((line) => line.length >= shortestLine)];
}

/** As it is, and as JSON, `inspect` and an address write it. */
function spellingsOf(secret: string): string[] {
  const wellFormed = Buffer.from(secret).toString(); // encodeURIComponent refuses half a surrogate pair
  return [secret, JSON.stringify(secret).slice(1, -1), inspect(secret).slice(1, -1), encodeURIComponent(wellFormed)];
}

/** Strikes every known secret out of a text that is to be written down. */
export function redact(text: string): string {
  return known.spellings.reduce((result, spelling) => result.replaceAll(spelling, secretMark), text);
}

/** JSON data with every known secret struck out of its texts. */
export function redactData<T>(data: T): T {
  return known.spellings.length === 0 ? data : (redactAny(data) as T);
}

function redactAny(data: unknown): unknown {
  if (typeof data === 'string') return redact(data);
  if (typeof data !== 'object' || data === null) return data;
  if (Array.isArray(data)) return data.map(redactAny);
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, redactAny(value)]));
}

/** A value for listeners to show: itself, or a text without the secrets that showing it would tell. */
export function redactShown(value: unknown): unknown {
  if (known.spellings.length === 0) return value;
  if (typeof value === 'string') return redact(value);
  const all = Number.POSITIVE_INFINITY;
  const shown = inspect(value, { depth: all, maxArrayLength: all, maxStringLength: all });
  const redacted = redact(shown);
  return redacted === shown ? value : redacted;
}
