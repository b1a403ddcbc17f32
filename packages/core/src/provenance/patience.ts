const slices = 20;

/**
 * Calls `giveUp` once this thread has been able to listen for `ms`. A plain timer would accuse an answer that came long ago when
 * `create` has blocked the event loop: then the timer runs first and the answer is read after it. Returns the function that ends it.
 */
export function whenPatienceEnds(ms: number, giveUp: () => void): () => void {
  let left = slices;
  const timer = setInterval(() => {
    left -= 1;
    if (left > 0) return;
    clearInterval(timer);
    giveUp();
  }, ms / slices);
  return () => clearInterval(timer);
}
