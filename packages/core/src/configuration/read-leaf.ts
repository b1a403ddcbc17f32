import { CorruptArtifactError, type Problem } from '../errors/index.js';
import type { FieldModel } from '../metadata/index.js';
import { decode, isPlainObject } from '../values/index.js';

/** What could not be read at a place; the problem is recorded, and the value is left out. */
export const unreadable = Symbol('unreadable');

/** Deeper than any value that can be hashed; what lies deeper is not looked at. */
const maxDepth = 500;

/** A copy of the arrays and plain objects in `raw`, with something else made of what they hold. */
function copied(raw: unknown, leaf: (value: unknown) => unknown, depth = 0): unknown {
  if (typeof raw !== 'object' || raw === null || depth > maxDepth) return leaf(raw);
  if (Array.isArray(raw)) return raw.map((element) => copied(element, leaf, depth + 1));
  if (!isPlainObject(raw)) return leaf(raw);
  const members = Object.entries(raw).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, copied(member, leaf, depth + 1)]));
}

/** For users' functions: what they change is not the data that was given. */
export function copyOf(raw: unknown): unknown {
  return copied(raw, (value) => value);
}

/** Stands in JSON for a value that is already what it should be: a Date, an artifact, a bigint, NaN. */
class Given {
  readonly value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }
}

/** Whether a value is no JSON but what a field may hold. Containers come here only from too deep, and are refused for that. */
function isFinished(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint';
  return !Array.isArray(value) && !isPlainObject(value);
}

/** Data without a declared type: JSON with tagged values, among which finished values may be mixed. */
export function readLeaf(field: FieldModel, raw: unknown, path: string, problems: Problem[]): unknown {
  const json = copied(raw, (value) => (isFinished(value) ? { $given: new Given(value) } : value));
  const instance = (tag: string, content: unknown, at: string): unknown => {
    if (content instanceof Given) return content.value;
    throw new CorruptArtifactError(`the tag ${tag} is not known.`, { path: at });
  };
  try {
    return decode(json, { instance, path });
  } catch (error) {
    if (!CorruptArtifactError.is(error)) throw error;
    const at = error.path ?? path;
    problems.push(
      field.isSecret
        ? { path, message: 'cannot be read (its value is secret)' }
        : { path: at, message: `cannot be read: ${whatIsWrong(error.message, at)}` },
    );
    return unreadable;
  }
}

/** `decode` is for what huldra stored and says so; here somebody wrote the data. */
function whatIsWrong(message: string, path: string): string {
  const stored = `Stored data is damaged${path === '' ? '' : ` at ${path}`}: `;
  return message.startsWith(stored) ? message.slice(stored.length) : message;
}
