import { DeclarationError } from '../errors/index.js';

/**
 * TC39's decorators are called with a context object as their second argument. huldra, class-validator and
 * class-transformer are written for TypeScript's `experimentalDecorators`; anything else would fail later and oddly.
 */
export function refuseStandardDecorators(decorator: string, second: unknown): void {
  if (typeof second !== 'object' || second === null || !('kind' in second)) return;
  const name = 'name' in second ? String(second.name) : 'a member';
  throw new DeclarationError(
    `@${decorator} on "${name}" was compiled as a standard (TC39) decorator. Set "experimentalDecorators": true (and "emitDecoratorMetadata": true) in the tsconfig.json of this file, or legacyDecorator: true for swc.`,
    { path: name },
  );
}

/**
 * `@Field x` without parentheses hands the property to the factory, and what that returns is dropped: the field would be none
 * without a word. Type checkers refuse it; compilers that check no types do not.
 */
export function refuseBareMember(decorator: string, second: unknown): void {
  refuseStandardDecorators(decorator, second);
  if (typeof second === 'string' || typeof second === 'symbol') throw bareUse(decorator, `"${String(second)}"`);
}

/** `@Artifact class X` without parentheses hands the class to the factory, and would replace it by what that returns. */
export function refuseBareClass(decorator: string, first: unknown): void {
  if (typeof first === 'function') throw bareUse(decorator, `class ${first.name}`);
}

function bareUse(decorator: string, what: string): DeclarationError {
  return new DeclarationError(`@${decorator} on ${what} lacks its parentheses. Write @${decorator}().`);
}
