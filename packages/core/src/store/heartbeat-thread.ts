import { Worker } from 'node:worker_threads';
import type { ClaimMessage, Message, Reply } from './heartbeat.worker.mjs';

interface Registration {
  readonly claim: ClaimMessage;
  /** Called when the thread says that the claim is lost, or may have missed to say so. */
  readonly check: () => void;
}

/** The one thread of this process that beats. It is started with the first claim, and again when it dies while there are claims. */
export class HeartbeatThread {
  readonly #claims = new Map<number, Registration>();
  #lastId = 0;
  #worker: Worker | undefined;
  #startedAt = 0;

  /** Lets the thread beat for a claim, until the function that this returns is called. */
  register(claim: ClaimMessage, check: () => void): () => void {
    this.#lastId += 1;
    const id = this.#lastId;
    this.#claims.set(id, { claim, check });
    try {
      if (this.#worker === undefined) this.#start();
      else this.#send(this.#worker, { type: 'start', id, claim });
    } catch (error) {
      this.#claims.delete(id);
      throw error;
    }
    return () => {
      this.#claims.delete(id);
      if (this.#worker !== undefined) this.#send(this.#worker, { type: 'stop', id });
    };
  }

  #start(): void {
    // Neither the flags nor NODE_OPTIONS of the process: what they load (a loader, a debugger, tracing) has no business there.
    const worker = new Worker(new URL('./heartbeat.worker.mjs', import.meta.url), {
      name: 'huldra-heartbeat',
      execArgv: [],
      env: {},
    });
    this.#worker = worker;
    this.#startedAt = performance.now();
    worker.on('message', ({ lost }: Reply) => this.#claims.get(lost)?.check());
    worker.on('error', () => {
      // Unheard, it would end the process. 'exit' follows, and there the thread is started again.
    });
    worker.on('exit', () => this.#restart());
    worker.unref();
    for (const [id, { claim }] of this.#claims) this.#send(worker, { type: 'start', id, claim });
  }

  #restart(): void {
    this.#worker = undefined;
    if (this.#claims.size === 0) return;
    // A thread that dies at once would otherwise be started over and over: one attempt per heartbeat is enough.
    const heartbeatMs = Math.min(...[...this.#claims.values()].map(({ claim }) => claim.heartbeatMs));
    const age = performance.now() - this.#startedAt;
    const retry = (): void => {
      if (this.#worker === undefined && this.#claims.size > 0) this.#start();
    };
    if (age >= heartbeatMs) retry();
    else setTimeout(retry, heartbeatMs).unref();
  }

  #send(worker: Worker, message: Message): void {
    worker.postMessage(message);
  }
}
