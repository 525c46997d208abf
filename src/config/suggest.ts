/**
 * The candidate that a mistyped word most likely means: one letter in three may be wrong, at
 * most three, upper and lower case count as the same; failing that, a candidate that begins the
 * word or that the word begins (`getItem` → `get`). Undefined when nothing is near.
 */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const typed = word.toLowerCase();
  let nearest: string | undefined;
  let nearestDistance = Number.POSITIVE_INFINITY;
  let related: string | undefined;
  for (const candidate of candidates) {
    const known = candidate.toLowerCase();
    const bound = Math.min(3, Math.floor(Math.max(typed.length, known.length) / 3));
    // No distance is less than what one is longer by; a word from afar may be of any length.
    if (Math.abs(typed.length - known.length) <= bound) {
      const distance = editDistance(typed, known);
      if (distance <= bound && distance < nearestDistance) {
        nearest = candidate;
        nearestDistance = distance;
      }
    }
    const shorter = Math.min(typed.length, known.length);
    if (shorter >= 3 && (typed.startsWith(known) || known.startsWith(typed))) {
      if (known.length > (related?.length ?? 0)) related = candidate;
    }
  }
  return nearest ?? related;
}

/** The end of a message, `; did you mean "get"?`, or nothing. */
export function suggestion(word: string, candidates: Iterable<string>): string {
  const meant = didYouMean(word, candidates);
  return meant === undefined ? "" : `; did you mean "${meant}"?`;
}

/**
 * Damerau-Levenshtein distance, in its restricted form: insertions, deletions, replacements and
 * swaps of two neighbours.
 */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      }
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}
