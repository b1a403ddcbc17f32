export { Artifact, Config } from './artifact.js';
export { modulePath } from './call-site.js';
export {
  artifactModel,
  type ClassModel,
  classOfInstance,
  type FieldModel,
  findModel,
  methodOf,
} from './class-model.js';
export { Field } from './field.js';
export { Create, Dependencies, Load, Validate } from './methods.js';
export { lastSegment } from './namespace.js';
export type {
  ArtifactOptions,
  Class,
  ConfigOptions,
  Constructable,
  Container,
  FieldOptions,
  Resources,
  ResultCodec,
  ResultOption,
  TypeReference,
  TypeThunk,
} from './options.js';
export { packageRoot } from './package-root.js';
export { designType } from './reflect.js';
export { classOf, findClass, knownNamespaces } from './registry.js';
