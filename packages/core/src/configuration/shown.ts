import { inspect } from 'node:util';
import type { ClassModel } from '../metadata/index.js';

/** How instances of a class are printed; made once, as instances share it. */
interface Display {
  readonly hasSecrets: boolean;
  readonly inspector: PropertyDescriptor;
  readonly toJSON: PropertyDescriptor;
}

const displays = new WeakMap<ClassModel, Display>();

function displayOf(model: ClassModel): Display {
  let display = displays.get(model);
  if (display === undefined) {
    display = makeDisplay(model);
    displays.set(model, display);
  }
  return display;
}

function makeDisplay({ fields }: ClassModel): Display {
  const isSecret = (name: string) => fields.get(name)?.isSecret === true;
  return {
    hasSecrets: [...fields.keys()].some(isSecret),
    inspector: {
      // An object of the same class with the values in place of accessors; `inspect` shows it as far as its depth allows.
      value(this: object): object {
        const shown = Object.keys(this).map((name) => {
          const value: unknown = isSecret(name) ? '<secret>' : Reflect.get(this, name);
          return [name, { value, enumerable: true }] as const;
        });
        return Object.create(Object.getPrototypeOf(this) as object, Object.fromEntries(shown)) as object;
      },
    },
    toJSON: {
      value(this: object): object {
        return Object.fromEntries(Object.entries(this).filter(([name]) => !isSecret(name)));
      },
    },
  };
}

/**
 * Makes `console.log` show the fields of a sealed instance, whose accessors it would show as `[Getter/Setter]`. Classes with an
 * inspection of their own keep it.
 */
export function showFields(instance: object, model: ClassModel): void {
  if (!(inspect.custom in instance)) Object.defineProperty(instance, inspect.custom, displayOf(model).inspector);
}

/** Keeps the secrets of an instance out of what `console.log` and `JSON.stringify` print. */
export function concealSecrets(instance: object, model: ClassModel): void {
  const { hasSecrets, toJSON } = displayOf(model);
  if (!hasSecrets || !Object.isExtensible(instance)) return;
  showFields(instance, model);
  if (!('toJSON' in instance)) Object.defineProperty(instance, 'toJSON', toJSON);
}
