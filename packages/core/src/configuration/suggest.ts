import leven from 'leven';

/** The candidate that `name` was probably meant to be, if one is near. */
function nearest(name: string, candidates: Iterable<string>): string | undefined {
  let best: { readonly candidate: string; readonly distance: number } | undefined;
  for (const candidate of candidates) {
    const distance = leven(name.toLowerCase(), candidate.toLowerCase());
    if (distance < (best?.distance ?? Number.POSITIVE_INFINITY)) best = { candidate, distance };
  }
  // A name of one letter is near to everything short.
  const tolerance = Math.min(name.length - 1, Math.max(2, Math.floor(name.length / 3)));
  return best !== undefined && best.distance <= tolerance ? best.candidate : undefined;
}

/** A sentence that helps after a wrong name: the nearest right one, or all of them, or the first ones of many. */
export function suggestion(
  name: string,
  candidates: readonly string[],
  introduction = 'It has',
  shown = Number.POSITIVE_INFINITY,
): string {
  const near = nearest(name, candidates);
  if (near !== undefined) return `Did you mean "${near}"?`;
  return `${introduction}: ${candidates.length === 0 ? 'none' : candidates.slice(0, shown).join(', ')}.`;
}
