/** A stream of examples whose length nobody knows before its end -> what there was when its last half began. */

/** So many places are remembered: the last half begins at most a 128th of the stream too early. */
const MOST = 256;

export interface StreamHalf<T> {
  /** Examples to the next place that may be the half. */
  left(): number;
  /** Hears that so many examples went by, at most `left()`. */
  passed(examples: number): void;
  /** What there was at the last remembered place of the first half; null at the beginning of the stream. */
  before(): T | null;
}

/**
 * Remembers places at multiples of a distance that doubles whenever they become too many: wherever batches end, a stream
 * has the same half.
 *
 * @param now what there is after the examples so far
 */
export function streamHalf<T>(now: () => T): StreamHalf<T> {
  let [examples, distance] = [0, 1];
  let places: { readonly examples: number; readonly was: T }[] = [];
  return {
    left: () => distance - (examples % distance),
    passed(count) {
      examples += count;
      if (examples % distance !== 0) return;
      places.push({ examples, was: now() });
      if (places.length < MOST) return;
      distance *= 2;
      places = places.filter((place) => place.examples % distance === 0);
    },
    before: () => places.findLast((place) => place.examples * 2 <= examples)?.was ?? null,
  };
}
