import { shared } from '../process/shared-state.js';
import type { HuldraEvent } from './events.js';

export type EventListener = (event: HuldraEvent) => void;

const listeners = shared('listeners', () => new Set<EventListener>());

/** Calls `listener` with every event from now on, in order, synchronously. Returns the function that ends it. */
export function subscribe(listener: EventListener): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** Whether anybody listens; lets the hit path leave out building an event. */
export function isAnyoneListening(): boolean {
  return listeners.size > 0;
}

/** Hands an event to all listeners. A listener that throws disturbs neither the computation nor the other listeners. */
export function emit(event: HuldraEvent): void {
  for (const listener of listeners) {
    try {
      listener(event);
    } catch (error) {
      process.emitWarning(`a huldra event listener threw on "${event.type}": ${String(error)}`, 'HuldraWarning');
    }
  }
}
