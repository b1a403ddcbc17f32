import { existsSync } from 'node:fs';
import { MissingResultError } from '../errors/index.js';
import { identityOf } from '../identity/index.js';
import type { ArtifactLayout } from '../store/index.js';
import { noteRequest, refuseCycle } from './active.js';
import type { CreateContext, LoadContext } from './contexts.js';
import { loadOrCreateTarget } from './load-or-create.js';
import { type Metadata, readMetadata } from './metadata-file.js';
import { findPublished, loadPublished, verdictOf } from './published.js';
import type { LoadOrCreateOptions } from './request-options.js';
import { stateOf } from './state-of.js';
import { shortName, targetOf } from './target.js';

/** What those methods of `A` return whose context is exactly a `C`. */
type ReturnedWith<A, C> = {
  [K in keyof A]: A[K] extends (context: infer P) => infer R ? (IsSame<P, C> extends true ? Awaited<R> : never) : never;
}[keyof A];

type IsSame<T, U> = 0 extends 1 & T ? false : [T] extends [U] ? ([U] extends [T] ? true : false) : false;

/** The first of two types that says anything. */
type Either<T, U> = [T] extends [never] ? U : T;

/**
 * What an artifact's result is: what its `create` returns; for a class whose methods have other names, what the method with a
 * `CreateContext` or else one with a `LoadContext` returns; otherwise `unknown`, and the caller may state it.
 */
export type ResultOf<A> = A extends { create: (...args: never[]) => infer R }
  ? Awaited<R>
  : Either<ReturnedWith<A, CreateContext>, Either<ReturnedWith<A, LoadContext>, unknown>>;

/**
 * The result of an artifact: loaded if it is published, else computed by `create`, once however many processes ask. Waits while
 * another process computes it. Resolves to what `load` or, in the call that computed it, `create` returned.
 *
 * Rejects with `ComputeError` (what `create` threw is the cause), `LoadError`, `InvalidConfigError`, `CycleError`,
 * `WaitTimeoutError`, `LostClaimError`, `CorruptArtifactError`, `RootNotWritableError`, `StorageError`, or the signal's reason; with an executor also with `SubmitError`,
 * `WorkerDiedError` and `JobCancelledError`.
 */
export function loadOrCreate<A extends object>(artifact: A, options?: LoadOrCreateOptions): Promise<ResultOf<A>>;
/** For classes whose `create` method has another name: the result's type is stated by the caller. */
export function loadOrCreate<T>(artifact: object, options?: LoadOrCreateOptions): Promise<T>;
export async function loadOrCreate(artifact: object, options: LoadOrCreateOptions = {}): Promise<unknown> {
  return loadOrCreateTarget(targetOf(artifact), options, loadOrCreate);
}

/** The published result; never computes and never waits. Rejects with `MissingResultError` when there is none. */
export function load<A extends object>(artifact: A): Promise<ResultOf<A>>;
export function load<T>(artifact: object): Promise<T>;
export async function load(artifact: object): Promise<unknown> {
  const target = targetOf(artifact);
  refuseCycle(target);
  noteRequest(target);
  const published = findPublished(target);
  const verdict = published === undefined ? 'nothing is published' : await verdictOf(target, published);
  if (published !== undefined && verdict === true) return loadPublished(target, published);
  const why = published === undefined ? `it is ${stateOf(artifact).status}` : verdict;
  throw new MissingResultError(
    `${shortName(target)} has no result that could be loaded: ${why}. load() never computes; use loadOrCreate(). It would lie in ${target.layout.dir}.`,
    { artifact: target.layout.name, path: target.layout.dir },
  );
}

/** Whether a valid result is published. Computes nothing, writes nothing. Rejects with `CorruptArtifactError`. */
export async function exists(artifact: object): Promise<boolean> {
  const target = targetOf(artifact);
  const published = findPublished(target);
  return published !== undefined && (await verdictOf(target, published)) === true;
}

/** The 32 hex digits that name an artifact's configuration. Checks and seals it; touches no file. */
export function hashOf(artifact: object): string {
  return identityOf(artifact).hash;
}

/** The class's stable name. */
export function namespaceOf(artifact: object): string {
  return identityOf(artifact).model.namespace;
}

/** The artifact directory: where the published files are linked. It need not exist yet. Touches no file but to look. */
export function dirOf(artifact: object): string {
  return presentLayout(artifact).dir;
}

/**
 * What is recorded about an artifact's latest attempt: configuration, environment, git. Undefined if none was made. Throws
 * `CorruptArtifactError` when the record is damaged or does not belong to the artifact.
 */
export function metadataOf(artifact: object): Metadata | undefined {
  return readMetadata(presentLayout(artifact));
}

/** Where the result lies, sound or damaged: under the class's present namespace, or under an earlier one that has it. */
function presentLayout(artifact: object): ArtifactLayout {
  const { layout, formerLayouts } = targetOf(artifact);
  return [layout, ...formerLayouts].find(({ success }) => existsSync(success)) ?? layout;
}
