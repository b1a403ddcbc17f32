import { Artifact, Field, type FieldsOf, Huldra, loadOrCreate, of, type ResultOf } from '@huldra/core';
import { exactly } from './same.js';

@Artifact()
class Box<T> extends Huldra<T> {
  @Field() content!: T;
  @Field() more: readonly T[] = [];
  create(): T {
    return this.content;
  }
}

@Artifact()
class NumberBox extends Box<number> {
  @Field() unit = 'm';
}

/* The type argument is stated with the class. */

exactly<Box<number>>()(of(Box<number>, { content: 1, more: [2] }));
exactly<Box<string>>()((Box<string>).of({ content: 'a' }));
exactly<number>()(await of(Box<number>, { content: 1 }).loadOrCreate());
exactly<NumberBox>()(NumberBox.of({ content: 1, more: [2], unit: 'cm' }));
exactly<number>()(await NumberBox.of({ content: 1 }).loadOrCreate());

// @ts-expect-error TS2322: a text for a number
of(Box<number>, { content: 'a' });
// @ts-expect-error TS2322: a text among numbers
(Box<number>).of({ more: ['a'] });
// @ts-expect-error TS2322: a text for a number
NumberBox.of({ content: 'a' });

/* Without it nothing is known of the content. */

exactly<Box<unknown>>()(Box.of({ content: 1 }));
exactly<unknown>()(await Box.of({ content: 1 }).loadOrCreate());

/* Functions over any artifact class keep the types. */

function make<A extends object>(cls: new () => A, fields: FieldsOf<A>): A {
  return of(cls, fields);
}

function all<A extends Huldra>(artifacts: readonly A[]): Promise<ResultOf<A>[]> {
  return Promise.all(artifacts.map((artifact) => artifact.loadOrCreate()));
}

function any<A extends object>(artifact: A): Promise<ResultOf<A>> {
  return loadOrCreate(artifact);
}

exactly<NumberBox>()(make(NumberBox, { content: 1 }));
exactly<number[]>()(await all([NumberBox.of()]));
exactly<number>()(await any(NumberBox.of()));

// @ts-expect-error TS2561: no field of that name, and a near one
make(NumberBox, { contents: 1 });
