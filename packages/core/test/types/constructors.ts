import { Artifact, Field, fromPlain, Huldra, of } from '@huldra/core';
import { exactly } from './same.js';

@Artifact()
abstract class Abstract extends Huldra<number> {
  @Field() size = 1;
}

@Artifact()
class Demanding extends Huldra<number> {
  @Field() size = 1;
  constructor(size: number) {
    super();
    this.size = size;
  }
  create() {
    return this.size;
  }
}

@Artifact()
class Willing extends Huldra<number> {
  @Field() size: number;
  constructor(size = 1, ..._more: string[]) {
    super();
    this.size = size;
  }
  create() {
    return this.size;
  }
}

// @ts-expect-error TS1238: nobody else could make an instance, as is needed to read one from its JSON
@Artifact()
class Closed extends Huldra<number> {
  @Field() size = 1;
  private constructor() {
    super();
  }
  static open(): Closed {
    return new Closed();
  }
  create() {
    return this.size;
  }
}

@Artifact()
class Grown extends Abstract {
  create() {
    return this.size;
  }
}

/* of() makes instances of classes whose constructor needs no arguments. */

exactly<Willing>()(Willing.of({ size: 2 }));
exactly<Willing>()(of(Willing, { size: 2 }));
exactly<Grown>()(Grown.of({ size: 2 }));

/* It refuses all others. */

// @ts-expect-error TS2684: abstract
Abstract.of({ size: 2 });
// @ts-expect-error TS2345: abstract
of(Abstract, { size: 2 });
// @ts-expect-error TS2345: abstract
fromPlain(Abstract, { size: 2 });
// @ts-expect-error TS2684: abstract
Huldra.of();
// @ts-expect-error TS2684: the constructor needs an argument
Demanding.of({ size: 2 });
// @ts-expect-error TS2345: the constructor needs an argument
of(Demanding, { size: 2 });
// @ts-expect-error TS2345: the constructor needs an argument
fromPlain(Demanding, { size: 2 });
// @ts-expect-error TS2684: the constructor is private
Closed.of({ size: 2 });
// @ts-expect-error TS2345: the constructor is private
of(Closed, { size: 2 });
// @ts-expect-error TS2345: an instance, not a class
of(Closed.open(), { size: 2 });

/* A subclass must say how it computes. */

// @ts-expect-error TS2515: create is missing
class Idle extends Huldra<number> {}

class Wrong extends Huldra<number> {
  // @ts-expect-error TS2416: create returns something else than the class says
  create() {
    return 'text';
  }
}

export { Idle, Wrong };
