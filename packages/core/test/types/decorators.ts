import { Artifact, Config, Create, Field, Huldra, Load, type LoadContext, Validate } from '@huldra/core';

/* What the decorators take. */

@Config({ namespace: 'types/Adam', formerly: ['types/Sgd'] })
class Adam {
  @Field({ doc: 'how fast', absentMeans: 0.1 }) rate = 0.1;
}

@Config()
abstract class Schedule {
  @Field({ formerly: 'step' }) steps = 1;
}

@Artifact({ version: 2, maxWaitSecs: 1, retryFailed: false, result: 'bytes', resources: { cpus: 2, memory: '1G' } })
class Training extends Huldra<Uint8Array> {
  @Field(() => Adam) optimizer: Adam | undefined;
  @Field(() => [Adam, Schedule]) either!: Adam | Schedule;
  @Field(() => Schedule, { container: 'map' }) named = new Map<string, Schedule>();
  @Field(() => BigInt) count = 1n;
  @Field(() => Date, { optional: true }) until?: Date;
  @Field({ secret: { env: 'TOKEN' } }) token!: string;
  @Field({ hash: false }) workers = 1;

  create() {
    return new Uint8Array(this.workers);
  }
}

@Artifact({ result: { name: 'mine', file: 'value.txt', encode: String, decode: (bytes) => bytes.length } })
class Marked {
  @Create() run(): number {
    return 1;
  }
  @Load() read(_context: LoadContext): number {
    return 1;
  }
  @Validate() isSound(): boolean {
    return true;
  }
}

/* What they refuse. */

// @ts-expect-error TS2561: no such option, and a near one
@Artifact({ verion: 2 })
class Misspelt {}

// @ts-expect-error TS2322: not a codec
@Artifact({ result: 'yaml' })
class Uncoded {}

// @ts-expect-error TS2353: a value object has no result that could be of a version
@Config({ version: 2 })
class Versioned {}

// @ts-expect-error TS1238, TS1270: parentheses are missing
@Artifact
class Bare {}

class Fields {
  // @ts-expect-error TS2769: no such option
  @Field({ optinal: true }) misspelt = 1;
  // @ts-expect-error TS2322: not a container
  @Field(() => Adam, { container: 'list' }) contained = [];
  // @ts-expect-error TS2769: a text is no type
  @Field(() => 'Adam') named = new Adam();
  // @ts-expect-error TS2353: the type is given already
  @Field(() => Adam, { type: () => Adam }) twice = new Adam();
  // @ts-expect-error TS1240, TS1271: parentheses are missing
  @Field bare = 1;
  // @ts-expect-error TS1239: a parameter is no property
  constructor(@Field() _size = 1) {
    this.misspelt = 2;
  }
}

class Methods {
  // @ts-expect-error TS1240, TS1271: a property is no method
  @Create() run = () => 1;
  // @ts-expect-error TS1329: parentheses are missing
  @Load read() {
    return 1;
  }
}

export { Bare, Fields, Marked, Methods, Misspelt, Training, Uncoded, Versioned };
