import { type Executor, handOver, type JobHandle, type Order } from '../runtime/index.js';

interface Pending {
  readonly order: Order;
  readonly resolve: (handle: JobHandle) => void;
  readonly reject: (error: unknown) => void;
}

/** Hands over what becomes ready at the same time in one call of the executor: for a batch system, one array of jobs. */
export class Batch {
  readonly #executor: Executor;
  #pending: Pending[] = [];

  constructor(executor: Executor) {
    this.#executor = executor;
  }

  submit(order: Order): Promise<JobHandle> {
    return new Promise((resolve, reject) => {
      if (this.#pending.length === 0) setImmediate(() => void this.#flush());
      this.#pending.push({ order, resolve, reject });
    });
  }

  async #flush(): Promise<void> {
    const pending = this.#pending;
    this.#pending = [];
    try {
      const handles = await handOver(
        this.#executor,
        pending.map(({ order }) => order),
      );
      pending.forEach(({ resolve }, index) => {
        resolve(handles[index] as JobHandle);
      });
    } catch (error) {
      if (pending.length === 1) pending[0]?.reject(error);
      // It has taken none: one by one they fail for themselves only.
      else await Promise.all(pending.map((one) => this.#alone(one)));
    }
  }

  async #alone({ order, resolve, reject }: Pending): Promise<void> {
    try {
      const [handle] = await handOver(this.#executor, [order]);
      resolve(handle as JobHandle);
    } catch (error) {
      reject(error);
    }
  }
}
