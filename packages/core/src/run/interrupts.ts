/** What a terminal or a batch system sends to end a program. */
const signals = ['SIGINT', 'SIGTERM'] as const;

/** As shells count them. */
const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Calls `first` at the first Ctrl-C (or SIGTERM) and ends the process at the second. Returns the function that takes the handlers
 * away again; without a run under way signals do what they always did.
 */
export function onInterrupt(first: (signal: NodeJS.Signals) => void): () => void {
  let isFirst = true;
  const handle = (signal: (typeof signals)[number]): void => {
    // Workers die with this process; its claims are found to be those of a dead one.
    if (!isFirst) process.exit(exitCodes[signal]);
    isFirst = false;
    first(signal);
  };
  for (const signal of signals) process.on(signal, handle);
  return () => {
    for (const signal of signals) process.off(signal, handle);
  };
}
