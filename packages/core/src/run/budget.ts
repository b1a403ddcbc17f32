import type { Quantities } from './quantities.js';

/** What may be in use at once. Never gives more than there is. */
export class Budget {
  readonly #free: Map<string, number>;

  constructor(capacities: Quantities) {
    this.#free = new Map(capacities);
  }

  /** Whether everything that is needed is free; what has no capacity is never free. */
  has(needs: Quantities): boolean {
    return [...needs].every(([name, amount]) => amount <= (this.#free.get(name) ?? 0));
  }

  take(needs: Quantities): void {
    for (const [name, amount] of needs) this.#free.set(name, (this.#free.get(name) ?? 0) - amount);
  }

  giveBack(needs: Quantities): void {
    for (const [name, amount] of needs) this.#free.set(name, (this.#free.get(name) ?? 0) + amount);
  }
}
