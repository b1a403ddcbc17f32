import type { ArtifactRef, Caller, HuldraEvent } from '@huldra/core';

interface Request {
  readonly caller: () => Caller | undefined;
  /** How many calls of this process are about the artifact now. */
  calls: number;
  /** It was said that it is waited for. */
  isWaiting: boolean;
}

/** The requests under way, so that what happens in one can be shown at the place that made it. */
export class Requests {
  readonly #byDir = new Map<string, Request>();

  /** To be told every event, before anything is asked. */
  note(event: HuldraEvent): void {
    if (event.type !== 'requested') return;
    const { caller, artifact } = event;
    const request = this.#byDir.get(artifact.dir) ?? { caller, calls: 0, isWaiting: false };
    request.calls += 1;
    this.#byDir.set(artifact.dir, request);
  }

  /** To be told every event, after everything was asked. */
  forget(event: HuldraEvent): void {
    if (event.type !== 'answered') return;
    const request = this.#byDir.get(event.artifact.dir);
    if (request === undefined) return;
    request.calls -= 1;
    if (request.calls === 0) this.#byDir.delete(event.artifact.dir);
  }

  callerOf(event: HuldraEvent): (() => Caller | undefined) | undefined {
    if ('caller' in event) return event.caller;
    if (event.type === 'run') return undefined;
    return event.artifact === undefined ? undefined : this.#byDir.get(event.artifact.dir)?.caller;
  }

  /** Whether this is the first time that a request has to wait; `invalidate` waits without one. */
  beginsToWait(artifact: ArtifactRef): boolean {
    const request = this.#byDir.get(artifact.dir);
    if (request === undefined || request.isWaiting) return false;
    request.isWaiting = true;
    return true;
  }
}
