import {
  Artifact,
  Create,
  type CreateContext,
  Field,
  Huldra,
  load,
  loadOrCreate,
  of,
  type ResultOf,
} from '@huldra/core';
import { exactly, same } from './same.js';

interface Weights {
  readonly weights: readonly number[];
}

@Artifact()
class Synchronous extends Huldra<string> {
  create() {
    return 'text';
  }
}

@Artifact()
class Asynchronous extends Huldra<Weights> {
  async create(_context: CreateContext) {
    return { weights: [1, 2] as const, extra: true };
  }
  load(): Weights {
    return { weights: [1, 2] };
  }
}

@Artifact()
class Silent extends Huldra<void> {
  async create({ dir }: CreateContext): Promise<void> {
    await Promise.resolve(dir);
  }
}

@Artifact()
class Undecided extends Huldra<number | null> {
  create(): number | null | Promise<number | null> {
    return null;
  }
}

/* loadOrCreate() gives what create returns: in the base class, and as a function. */

exactly<string>()(await Synchronous.of().loadOrCreate());
exactly<string>()(await loadOrCreate(Synchronous.of()));
exactly<string>()(await loadOrCreate(Synchronous.of(), { maxWaitSecs: 1 }));
exactly<string>()(await load(Synchronous.of()));
exactly<{ weights: readonly [1, 2]; extra: boolean }>()(await Asynchronous.of().loadOrCreate());
exactly<{ weights: readonly [1, 2]; extra: boolean }>()(await loadOrCreate(Asynchronous.of()));
exactly<void>()(await Silent.of().loadOrCreate());
exactly<number | null>()(await Undecided.of().loadOrCreate());
exactly<number | null>()(await load(Undecided.of()));

same<ResultOf<Synchronous>, string>();
same<ResultOf<Undecided>, number | null>();
same<ResultOf<Huldra<Weights>>, Weights>();
same<ResultOf<Huldra>, unknown>();
same<ResultOf<{ readonly size: number }>, unknown>();

/** A variable of the base class knows what the class says. */
const some: Huldra<string> = Synchronous.of();
exactly<string>()(await some.loadOrCreate());
exactly<string>()(await loadOrCreate(some));

// @ts-expect-error TS2322: a text for a number
export const wrong: number = await Synchronous.of().loadOrCreate();
// @ts-expect-error TS2353: no such option
await Synchronous.of().loadOrCreate({ maxWait: 1 });
// @ts-expect-error TS2769: a hash is no artifact
await loadOrCreate('1f0c');
// @ts-expect-error TS2769: nothing is no artifact
await load(undefined);

/* Without base class. */

@Artifact()
class Plain {
  @Field() size = 1;
  create(): Promise<Weights> {
    return Promise.resolve({ weights: [this.size] });
  }
}

exactly<Weights>()(await loadOrCreate(of(Plain)));
exactly<Weights>()(await load(new Plain()));

@Artifact()
class Marked {
  @Field() size = 1;
  @Create() async train(): Promise<Weights> {
    return { weights: [this.size] };
  }
}

/* A marked method of another name is not seen by types: the caller states the result. */

exactly<unknown>()(await loadOrCreate(of(Marked)));
exactly<unknown>()(await load(of(Marked)));
exactly<Weights>()(await loadOrCreate<Weights>(of(Marked)));
exactly<Weights>()(await load<Weights>(of(Marked)));
exactly<string>()(await loadOrCreate<string>(of(Marked), { maxWaitSecs: 1 }));

// @ts-expect-error TS2322: nobody has said that it is a number
export const unsaid: number = await loadOrCreate(of(Marked));
// @ts-expect-error TS2769: a hash is no artifact
await loadOrCreate<Weights>('1f0c');
