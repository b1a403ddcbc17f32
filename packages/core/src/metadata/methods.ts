import { DeclarationError } from '../errors/index.js';
import { refuseBareMember, refuseStandardDecorators } from './decorator-calls.js';
import { keys, ownMetadata, setOwnMetadata } from './reflect.js';

/** The methods of an artifact class that huldra calls. */
export type Role = 'create' | 'load' | 'validate' | 'dependencies';

export type MarkedMethods = Partial<Record<Role, string | symbol>>;

export function ownMarkedMethods(prototype: object): MarkedMethods | undefined {
  return ownMetadata<MarkedMethods>(keys.methods, prototype);
}

function mark(role: Role, decorator: string): MethodDecorator {
  return (prototype: object, property: string | symbol) => {
    refuseStandardDecorators(decorator, property);
    const className = prototype.constructor.name;
    if (typeof prototype === 'function') {
      throw new DeclarationError(
        `@${decorator}() marks the static method "${String(property)}" of ${prototype.name}; mark a method of instances.`,
      );
    }
    const marked = { ...ownMarkedMethods(prototype) };
    if (marked[role] !== undefined) {
      throw new DeclarationError(
        `class ${className} marks two methods with @${decorator}(): "${String(marked[role])}" and "${String(property)}". Keep one.`,
        { artifact: className, path: String(property) },
      );
    }
    marked[role] = property;
    setOwnMetadata(keys.methods, prototype, marked);
  };
}

/** Marks the method that computes the result. A method named `create` needs no mark. */
export function Create(): MethodDecorator;
export function Create(...given: unknown[]): MethodDecorator {
  refuseBareMember('Create', given[1]);
  return mark('create', 'Create');
}

/** Marks the method that reads a published result. A method named `load` needs no mark. */
export function Load(): MethodDecorator;
export function Load(...given: unknown[]): MethodDecorator {
  refuseBareMember('Load', given[1]);
  return mark('load', 'Load');
}

/** Marks the method that says whether a published result may still be used. A method named `validate` needs no mark. */
export function Validate(): MethodDecorator;
export function Validate(...given: unknown[]): MethodDecorator {
  refuseBareMember('Validate', given[1]);
  return mark('validate', 'Validate');
}

/**
 * Marks the method that names artifacts which `create` needs and no field holds. A method named `dependencies` needs no mark.
 * It is called once, before anything is computed, and returns them at once: in an array, a Map, a Set, an object, or nested.
 */
export function Dependencies(): MethodDecorator;
export function Dependencies(...given: unknown[]): MethodDecorator {
  refuseBareMember('Dependencies', given[1]);
  return mark('dependencies', 'Dependencies');
}
