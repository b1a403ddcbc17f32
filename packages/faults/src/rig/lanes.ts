/** Works through `items`, `count` at a time. `work` is told its lane, from 0 to count - 1, and the item's number. */
export async function inLanes<T>(
  count: number,
  items: readonly T[],
  work: (item: T, lane: number, number: number) => Promise<void>,
): Promise<void> {
  const queue = items.entries();
  const walk = async (lane: number): Promise<void> => {
    for (let next = queue.next(); next.done !== true; next = queue.next())
      await work(next.value[1], lane, next.value[0]);
  };
  await Promise.all(Array.from({ length: count }, (_, lane) => walk(lane)));
}

/** The golden ratio: its multiples spread evenly however many are taken, and in step with no pattern of the items. */
const golden = 0.618_033_988_749_895;

/** At most `count` of the items, spread over all of them; always the same ones. */
export function sample<T>(items: readonly T[], count: number): readonly T[] {
  if (items.length <= count) return items;
  const chosen = new Set(Array.from({ length: count }, (_, turn) => Math.floor(((turn * golden) % 1) * items.length)));
  return items.filter((_, at) => chosen.has(at));
}
