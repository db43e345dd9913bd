/** A misspelt name -> the name that was meant. */

/** The name at the smallest edit distance, if that is at most a third of its length; none of one letter. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  const [best] = names
    .map((name) => ({ name, distance: distance(word, name) }))
    .toSorted((a, b) => a.distance - b.distance);
  return best && best.name.length > 1 && best.distance <= Math.ceil(best.name.length / 3) ? best.name : undefined;
}

/** The advice to take the nearest of the names, or another advice if none is near. */
export function didYouMean(word: string, names: readonly string[], other?: string): { advice?: string } {
  const guess = nearest(word, names);
  const advice = guess === undefined ? other : `did you mean ${guess}?`;
  return advice === undefined ? {} : { advice };
}

/** Levenshtein's distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length];
}
