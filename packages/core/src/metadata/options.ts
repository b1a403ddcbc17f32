/** Any class, abstract or not. */
// biome-ignore lint/suspicious/noExplicitAny: TypeScript's own idiom for "any class"; `never[]` refuses classes with overloads
export type Class<T = object> = abstract new (...args: any[]) => T;

/** A class that `of()` can make an instance of. */
export type Constructable<T = object> = new () => T;

/** What a field may be declared to hold: a class, or one of JavaScript's own types. */
export type TypeReference = Class<unknown> | BigIntConstructor;

/** Gives the type, or the possible types, when it is first needed; so that modules may import each other. */
export type TypeThunk = () => TypeReference | readonly TypeReference[];

/** Stores what `create` returned for classes without `load`. */
export interface ResultCodec<T = unknown> {
  /** Recorded beside the result; a result is only read by a codec of the same name. */
  readonly name: string;
  /** The file in the attempt's directory, such as `result.json`. */
  readonly file: string;
  encode(value: T): Uint8Array | string;
  decode(bytes: Uint8Array): T;
}

export type ResultOption = 'json' | 'bytes' | 'text' | ResultCodec;

/** What an attempt needs, for executors: `cpus`, `memory`, `gpus`, or any named quantity. */
export type Resources = Readonly<Record<string, number | string>>;

export interface ArtifactOptions {
  /** The class's stable name, independent of the module it stands in, such as `mail/Classifier`. */
  readonly namespace?: string;
  /** The module of the class, `import.meta.url`, where it cannot be found by itself. */
  readonly module?: string;
  /** Part of the hash; raise it when `create` computes something else from the same fields. Default 1. */
  readonly version?: number | string;
  /** Keep results under `<root>/git` instead of `<root>/data`, to be committed. */
  readonly versionControlled?: boolean;
  /** Earlier namespaces, oldest first. The hash keeps the oldest, and results found under any of them stay valid. */
  readonly formerly?: string | readonly string[];
  /** How long to wait for another owner, in seconds, instead of `HULDRA_MAX_WAIT_SECS`. */
  readonly maxWaitSecs?: number;
  /** Whether a failed artifact is tried again at the next request, instead of `HULDRA_RETRY_FAILED`. */
  readonly retryFailed?: boolean;
  /** How to store what `create` returned when the class has no `load`. Default `json`. */
  readonly result?: ResultOption;
  readonly resources?: Resources;
  /** How long an attempt may run, in seconds, for executors that can end it. */
  readonly maxRuntimeSecs?: number;
  /** Environment variables of the worker, for executors that start one. No secrets: they may be written to job files. */
  readonly env?: Readonly<Record<string, string>>;
  /** Node's own flags for the worker, such as `--max-old-space-size=4096`. */
  readonly nodeFlags?: readonly string[];
  /** A new attempt starts from the files of a preempted one. */
  readonly keepPartial?: boolean;
}

/** Options of value objects, which have fields but no result of their own. */
export type ConfigOptions = Pick<ArtifactOptions, 'namespace' | 'module' | 'formerly'>;

/** What holds a field's values when its declared type is that of the elements. */
export type Container = 'array' | 'set' | 'map' | 'record';

export interface FieldOptions {
  /** The type of nested artifacts and value objects, of elements, or a list of possible types. */
  readonly type?: TypeThunk;
  /** The container of elements of `type`. Needed only to read Maps, Sets and records from plain data. */
  readonly container?: Container;
  /** `false`: the value does not change the result (a number of workers) and is left out of the hash. */
  readonly hash?: boolean;
  /** Never written anywhere and left out of the hash; with `env`, read from that variable when no value is given. */
  readonly secret?: boolean | { readonly env: string };
  /** The field was added later: with this value it is left out of the hash, so that older results stay valid. */
  readonly absentMeans?: unknown;
  /** The field was renamed: the hash keeps this older name. */
  readonly formerly?: string;
  /** The field may have no value. */
  readonly optional?: boolean;
  /** A sentence for people. */
  readonly doc?: string;
}
