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
