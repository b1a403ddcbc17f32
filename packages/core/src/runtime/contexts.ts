/** Writes lines about the active artifact. Each becomes a `log` event. */
export interface ContextLog {
  debug(message: string, ...details: unknown[]): void;
  info(message: string, ...details: unknown[]): void;
  warn(message: string, ...details: unknown[]): void;
  error(message: string, ...details: unknown[]): void;
}

/** What `load` and `validate` are given. */
export interface LoadContext {
  /** The published attempt's directory. */
  readonly dir: string;
  /** The directory shared by all artifacts for large files that are not versioned, `<root>/raw`; not made by huldra. */
  readonly rawDir: string;
  readonly log: ContextLog;
}

export interface AttemptInfo {
  readonly id: string;
  /** 1 for the artifact's first attempt. */
  readonly number: number;
  /** The preempted attempt whose files this one started from, for classes with `keepPartial`. */
  readonly resumedFrom?: string;
}

/** What `create` is given. */
export interface CreateContext extends LoadContext {
  /** This attempt's own directory: write here. What lies here when `create` returns is published. */
  readonly dir: string;
  /** Aborted when this process is no longer the owner, or when the caller cancelled: from then on nothing is published, so come to an end. */
  readonly signal: AbortSignal;
  /** Says how far the work is; `total` in the same unit as `done`. */
  progress(done: number, total?: number, label?: string): void;
  /** Records a number worth following. */
  metric(name: string, value: number, step?: number): void;
  readonly attempt: AttemptInfo;
}
