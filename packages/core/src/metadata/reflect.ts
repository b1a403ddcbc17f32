import 'reflect-metadata';

/**
 * The only file that touches `Reflect`'s metadata. Always own metadata: `getMetadata` walks the prototype chain, and what is
 * then pushed into a parent's value leaks into the parent and all siblings. Inheritance is resolved in `class-model.ts`.
 */

/** One key for each kind of metadata; `Symbol.for`, so that two loaded copies of this package read each other's. */
export const keys = {
  fields: Symbol.for('huldra:fields'),
  declaration: Symbol.for('huldra:declaration'),
  methods: Symbol.for('huldra:methods'),
} as const;

export function ownMetadata<T>(key: symbol, target: object): T | undefined {
  return Reflect.getOwnMetadata(key, target) as T | undefined;
}

export function setOwnMetadata(key: symbol, target: object, value: unknown): void {
  Reflect.defineMetadata(key, value, target);
}

/**
 * The type that the compiler wrote down for a property, if it did. A hint for messages and never a fact: compilers differ,
 * and unions, interfaces, enums and type imports become something else.
 */
export function designType(prototype: object, property: string): unknown {
  return Reflect.getOwnMetadata('design:type', prototype, property);
}
