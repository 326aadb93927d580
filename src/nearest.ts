/**
 * The most similar known name, or undefined where none is similar: at most a third of its letters differ
 * (Levenshtein distance, letter case ignored). Ties: the earlier name.
 */
export function nearestName(given: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const name of known) {
    const distance = editDistance(given.toLowerCase(), name.toLowerCase());
    if (distance < bestDistance && distance <= Math.max(1, Math.ceil(name.length / 3))) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}

/**
 * Ends a message about an unknown name: ` (did you mean factors?)`, or an empty text where no known name is similar.
 */
export function didYouMean(given: string, known: readonly string[]): string {
  const name = nearestName(given, known);
  return name === undefined ? "" : ` (did you mean ${name}?)`;
}

/** Insertions, deletions and replacements of letters that turn one text into the other. O(first · second). */
function editDistance(first: string, second: string): number {
  let row = Uint32Array.from({ length: second.length + 1 }, (_, column) => column);
  for (let at = 0; at < first.length; at++) {
    const next = new Uint32Array(row.length);
    next[0] = at + 1;
    for (let column = 0; column < second.length; column++) {
      const replaced = row[column]! + (first[at] === second[column] ? 0 : 1);
      next[column + 1] = Math.min(replaced, row[column + 1]! + 1, next[column]! + 1);
    }
    row = next;
  }
  return row[second.length]!;
}
