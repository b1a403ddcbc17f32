import { types } from 'node:util';
import { messageOf } from '../errors/index.js';
import { shared } from '../process/shared-state.js';
import type { HuldraEvent } from './events.js';

export type EventListener = (event: HuldraEvent) => void;

/** Each subscription is an entry of its own, also of the same function. */
const subscriptions = shared('subscriptions', () => new Set<{ readonly listener: EventListener }>());

/** Calls `listener` with every event from now on, in order, synchronously. Returns the function that ends it. */
export function subscribe(listener: EventListener): () => void {
  const subscription = { listener };
  subscriptions.add(subscription);
  return () => {
    subscriptions.delete(subscription);
  };
}

/** Whether anybody listens; lets the hit path leave out building an event. */
export function isAnyoneListening(): boolean {
  return subscriptions.size > 0;
}

/** Hands an event to all listeners. A listener that throws disturbs neither the computation nor the other listeners. */
export function emit(event: HuldraEvent): void {
  const complain = (thrown: unknown): void =>
    process.emitWarning(`a huldra event listener threw on "${event.type}": ${messageOf(thrown)}`, 'HuldraWarning');
  for (const { listener } of subscriptions) {
    try {
      // An async function is a listener for TypeScript, too; unheard, its rejection would end the process.
      const answer: unknown = listener(event);
      if (types.isPromise(answer)) answer.catch(complain);
    } catch (error) {
      complain(error);
    }
  }
}
