import { type baseMembers, type FieldsOf, of } from '../configuration/index.js';
import { type ConfigDocument, type SourceOptions, toJSON, toSource } from '../identity/index.js';
import type { Constructable } from '../metadata/index.js';
import { rawDirectory } from '../settings/index.js';
import type { CreateContext } from './contexts.js';
import { type InvalidateOptions, invalidate } from './invalidate.js';
import { loadOrCreateTarget } from './load-or-create.js';
import type { Metadata } from './metadata-file.js';
import type { LoadOrCreateOptions } from './request-options.js';
import { type ArtifactState, stateOf } from './state-of.js';
import type { Executor, JobOptions } from './submission/executor.js';
import { type Job, submit } from './submission/submit.js';
import { targetOf } from './target.js';
import { dirOf, exists, hashOf, metadataOf, namespaceOf, type ResultOf } from './verbs.js';

/**
 * A thin base class: its members call the functions of the same names, which work on instances of any decorated class. `T` is
 * what `create` returns.
 */
export abstract class Huldra<T = unknown> {
  declare readonly [baseMembers]?: keyof Huldra;

  /** An instance with these fields; the others keep their defaults. Throws `InvalidConfigError` with every problem. */
  static of<A extends Huldra>(this: Constructable<A>, fields: FieldsOf<A> = {}): A {
    return of(this, fields);
  }

  /** Computes the result: writes files into `context.dir`, and returns what the caller gets. */
  abstract create(context: CreateContext): T | Promise<T>;

  get hash(): string {
    return hashOf(this);
  }

  get namespace(): string {
    return namespaceOf(this);
  }

  /** The artifact directory. */
  get dir(): string {
    return dirOf(this);
  }

  /** The directory shared by all artifacts for large files that are not versioned. */
  get rawDir(): string {
    return rawDirectory();
  }

  async loadOrCreate(options: LoadOrCreateOptions = {}): Promise<ResultOf<this>> {
    const value = loadOrCreateTarget(targetOf(this), options, this.loadOrCreate);
    return (await value) as ResultOf<this>;
  }

  submit(executor: Executor, options?: JobOptions): Promise<Job<ResultOf<this>>> {
    return submit(this, executor, options);
  }

  exists(): Promise<boolean> {
    return exists(this);
  }

  state(): ArtifactState {
    return stateOf(this);
  }

  metadata(): Metadata | undefined {
    return metadataOf(this);
  }

  invalidate(reason: string, options?: InvalidateOptions): Promise<boolean> {
    return invalidate(this, reason, options);
  }

  toJSON(): ConfigDocument {
    return toJSON(this);
  }

  toSource(options?: SourceOptions): string {
    return toSource(this, options);
  }
}
