import { types } from 'node:util';
import { UnhashableValueError } from '../errors/index.js';
import { maxDepth } from './path.js';
import { className } from './value-kind.js';

/** What a value was being turned into text for: the same values are refused, but the way out differs. */
export type Purpose = 'hash' | 'configuration' | 'result';

/** Why a value is refused: what was found, and what to write instead. */
export interface Refusal {
  readonly found: string;
  readonly instead: string;
}

const verbs: Readonly<Record<Purpose, string>> = {
  hash: 'cannot be part of a hash',
  configuration: 'cannot be stored in a configuration',
  result: 'cannot be stored in a result',
};

const alternatives: Readonly<Record<Purpose, string>> = {
  hash: ', or mark the field `hash: false` if it does not change the result',
  configuration: '',
  result: ', or give the class a `load` method or a result codec of its own',
};

/** What to write in place of instances that JavaScript itself provides. */
const builtIns: ReadonlyMap<string, string> = new Map([
  ['RegExp', 'keep its source and flags as strings'],
  ['Promise', 'await it first'],
  ['Error', 'keep its message as a string'],
  ['WeakMap', 'use a Map'],
  ['WeakSet', 'use a Set'],
  ['WeakRef', 'use the value that it refers to'],
  ['Number', 'use the primitive number'],
  ['String', 'use the primitive string'],
  ['Boolean', 'use the primitive boolean'],
  ['DataView', 'use a Uint8Array of the same bytes'],
  ['SharedArrayBuffer', 'copy it into an ArrayBuffer'],
]);

export const refusals = {
  symbol: { found: 'a symbol', instead: 'use a string' },
  undefinedElement: { found: 'undefined', instead: 'use null, or leave it out' },
  hole: { found: 'nothing (a hole in an array)', instead: 'fill the array, with null if there is no value' },
  invalidDate: { found: 'an invalid Date', instead: 'use a valid Date, or null' },
  detached: { found: 'binary data whose memory was transferred away', instead: 'use a copy that was not transferred' },
  tooDeep: { found: `a value nested deeper than ${maxDepth} levels`, instead: 'flatten the structure' },
} as const satisfies Record<string, Refusal>;

/** A class is a function too, but the likely mistake differs. */
export function functionRefusal(value: object): Refusal {
  return /^class\b/.test(Function.prototype.toString.call(value))
    ? { found: 'a class', instead: 'use its name as a string, or an instance that holds its settings' }
    : { found: 'a function', instead: 'use a string or a number that says which one is meant' };
}

export function instanceRefusal(value: object, purpose: Purpose): Refusal {
  const name = className(value);
  const decorate = `decorate ${name} with @Config() and its fields with @Field(), or use plain data`;
  const instead =
    builtIns.get(types.isNativeError(value) ? 'Error' : name) ?? (purpose === 'result' ? 'use plain data' : decorate);
  return { found: `an instance of ${name}`, instead };
}

export function cycleRefusal(target: string): Refusal {
  const where = target === '' ? 'the whole value' : target;
  return { found: `a cycle (a reference back to ${where})`, instead: 'name the other part by a key or an index' };
}

export function symbolKeyRefusal(key: symbol): Refusal {
  return { found: `an object with the symbol key ${String(key)}`, instead: 'use a string as the key' };
}

export function extraPropertyRefusal(object: object, name: string): Refusal {
  const kind = className(object);
  return {
    found: `${/^[AEIOU]/.test(kind) ? 'an' : 'a'} ${kind} with an extra property named ${JSON.stringify(name)}`,
    instead: 'use a plain object that holds both',
  };
}

export function forbiddenKeyRefusal(key: string): Refusal {
  return { found: `a member named ${key}`, instead: 'use a Map where names are data' };
}

export function equalKeysRefusal(keyText: string): Refusal {
  const text = keyText.length > 60 ? `${keyText.slice(0, 60)}…` : keyText;
  return { found: `a Map with two keys of equal content, ${text}`, instead: 'use keys that differ' };
}

/** The error that says where a value cannot be used, what it is, and what to do. */
export function refuse(path: string, { found, instead }: Refusal, purpose: Purpose): UnhashableValueError {
  const subject = path === '' ? `The value is ${found}` : `${path} is ${found}`;
  const advice = instead.charAt(0).toUpperCase() + instead.slice(1);
  return new UnhashableValueError(`${subject}, which ${verbs[purpose]}. ${advice}${alternatives[purpose]}.`, { path });
}
