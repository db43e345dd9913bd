/** A seed -> a click log in the display-advertising challenge's format, as long as one likes, and its hidden truth. */

import { InputError } from '../input-error.js';
import { LONGEST_LINE, writeLine } from './criteo-line.js';
import { FIELDS } from './fields.js';
import { drawWords } from './random.js';
import { drawRanks, WORDS } from './ranks.js';
import { createTally, drawLabel, type LogSummary, summarize } from './summary.js';
import { createTruth, marginOf, nonzerosOf } from './truth.js';

export interface GenerateOptions {
  /** Number of examples, an integer in [1, 2^52]. */
  readonly examples: number;
  /** Decides the truth and the examples, an integer in [0, 2^32). */
  readonly seed?: number;
  /** Examples to leave out at the beginning, an integer in [0, 2^52]: a second day or a holdout of one truth. */
  readonly skip?: number;
}

export interface GeneratedLog extends Iterable<Uint8Array> {
  /** Of the examples handed out so far; its means are NaN before the first chunk. */
  summary(): LogSummary;
}

/** Bytes of text in a chunk, at most. */
const CHUNK = 1 << 20;
/** Twice as many are still counted exactly. */
const MOST_EXAMPLES = 2 ** 52;

/**
 * Generates a click log: tab-separated label, I1 to I13, C1 to C26; empty = missing.
 *
 * Iterating gives chunks of whole lines, each in memory of its own: keep them as long as you like. The same options
 * give the same bytes on every machine, and more examples only append to fewer.
 *
 * @returns the chunks, to be iterated once, and `summary()`
 * @throws InputError if an option is out of its range
 */
export function generateLog({ examples, seed = 1, skip = 0 }: GenerateOptions): GeneratedLog {
  checkInteger('examples', examples, 1, MOST_EXAMPLES);
  checkInteger('seed', seed, 0, 0xffff_ffff);
  checkInteger('skip', skip, 0, MOST_EXAMPLES);
  const truth = createTruth(seed);
  const tally = createTally();
  const words = new Uint32Array(WORDS);
  const ranks = new Int32Array(FIELDS.length);

  function writeExample(view: DataView, at: number, example: number): number {
    drawWords(words, seed, example);
    drawRanks(ranks, words);
    const label = drawLabel(tally, marginOf(truth, ranks), words[WORDS - 1]);
    return writeLine(view, at, label, ranks);
  }

  function* chunks(): Generator<Uint8Array, void, void> {
    const end = skip + examples;
    for (let example = skip; example < end;) {
      const chunk = Buffer.allocUnsafeSlow(CHUNK);
      const view = new DataView(chunk.buffer);
      let at = 0;
      for (; example < end && at <= CHUNK - LONGEST_LINE; example++) at = writeExample(view, at, example);
      tally.bytes += at;
      yield chunk.subarray(0, at);
    }
  }

  const iterator = chunks();
  return { [Symbol.iterator]: () => iterator, summary: () => summarize(tally, nonzerosOf(truth)) };
}

function checkInteger(name: string, value: number, low: number, high: number): void {
  if (Number.isInteger(value) && value >= low && value <= high) return;
  throw new InputError({ source: `--${name}`, found: String(value), expected: `an integer from ${low} to ${high}` });
}
