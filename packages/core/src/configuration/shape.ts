import type { ClassModel, Container, FieldModel, TypeReference } from '../metadata/index.js';
import { type TransformerType, transformerType } from './class-transformer.js';
import { declaredTypes } from './declared-type.js';

/** How plain data of a field is to be read. */
export interface Shape {
  /** Empty when nothing was declared: then the data says by itself what it is. */
  readonly types: readonly TypeReference[];
  readonly container: Container | undefined;
  /** Whether it is `@Field` that says so. */
  readonly isDeclared: boolean;
  readonly discriminator: TransformerType['discriminator'];
  /** Whether texts may be read as the numbers and booleans they spell, as class-transformer's `@Type` does. */
  readonly readsTexts: boolean;
}

/** What `@Field` declares of a field; where it declares nothing, what class-transformer's `@Type` does. */
export function shapeOf(model: ClassModel, field: FieldModel): Shape {
  const said = transformerType(model.cls, field.name);
  const declared = declaredTypes(field);
  return {
    types: declared.length > 0 || said === undefined ? declared : typesOf(said),
    container: field.container ?? (said === undefined ? undefined : containerOf(said.holder)),
    isDeclared: declared.length > 0 || field.container !== undefined,
    discriminator: said?.discriminator,
    readsTexts: said !== undefined,
  };
}

function typesOf({ type, discriminator }: TransformerType): readonly TypeReference[] {
  if (discriminator !== undefined) return discriminator.subTypes.map(({ value }) => value);
  return typeof type === 'function' ? [type as TypeReference] : [];
}

function containerOf(holder: unknown): Container | undefined {
  if (holder === Set) return 'set';
  return holder === Map ? 'map' : undefined;
}
