import { callingFile } from './call-site.js';
import { declare } from './declaration.js';
import { refuseBareClass, refuseStandardDecorators } from './decorator-calls.js';
import type { ArtifactOptions, Class, ConfigOptions } from './options.js';

/**
 * Makes a class name computations: its `@Field()` properties are the configuration, its `create` computes the result.
 * Throws `DeclarationError` when no stable namespace can be found or two classes would share one.
 */
export function Artifact(options: ArtifactOptions = {}): <C extends Class>(cls: C) => void {
  refuseBareClass('Artifact', options);
  const file = callingFile(Artifact);
  return (cls: Class, ...rest: unknown[]) => {
    refuseStandardDecorators('Artifact', rest[0]);
    declare('artifact', cls, options, file);
  };
}

/** Makes a class a value object: a part of configurations with `@Field()`s of its own, but no result. */
export function Config(options: ConfigOptions = {}): <C extends Class>(cls: C) => void {
  refuseBareClass('Config', options);
  const file = callingFile(Config);
  return (cls: Class, ...rest: unknown[]) => {
    refuseStandardDecorators('Config', rest[0]);
    declare('config', cls, options, file);
  };
}
