/** Records -> caches of their hashed batches, one of what is learned and one of what is held out: many trainings read them. */

import { type Batches, type HashOptions, checkHashOptions } from '../hash/hash.js';
import { InputError } from '../input-error.js';
import type { Kernel } from '../kernel/kernel.js';
import { checkExamples, checkLabelled, checkSides, pathsOf } from './checks.js';
import { findCache } from './find-cache.js';
import { heeding, interruptible } from './interrupted.js';
import { type OpenInputs, openInputs } from './open-inputs.js';
import { type ReportProgress, progressOf } from './progress.js';
import { writeCache } from './write-cache.js';

export interface HashOnceOptions extends Omit<HashOptions, 'quarantine'> {
  readonly inputs: readonly string[];
  readonly format?: string | undefined;
  readonly schema?: string | undefined;
  /** Inputs of their own that are held out; where there are none, `split` says what is. */
  readonly holdout?: readonly string[] | undefined;
  /** A folder. */
  readonly cache: string;
  readonly onProgress?: ReportProgress | undefined;
}

export interface HashedOnce {
  /** The caches to learn from, and those to measure on. */
  readonly learning: readonly string[];
  readonly holdout: readonly string[];
  /** Of batches that nobody reads any more: trainings may share it. */
  readonly kernel: Kernel;
  /** Files that were read: none of them may be written. */
  readonly read: readonly string[];
}

/**
 * Finds both caches in the folder, or makes them. Inputs that are caches stay as they are.
 *
 * @throws InputError for wrong options and malformed input, for no examples on either side
 * @throws Interrupted if the signal was aborted
 */
export async function hashOnce(options: HashOnceOptions): Promise<HashedOnce> {
  const { inputs, holdout, split, signal } = options;
  checkHashOptions(options);
  // what is held out of a pipe would be a second reading of it
  const rereading = split === undefined ? {} : { insteadOfPipe: 'write it to a file, or name a holdout' };
  const opened = await interruptible(signal, () => openInputs(inputs, { ...options, ...rereading }));
  const other = holdout && (await interruptible(signal, () => openInputs(holdout, options)));
  if (split !== undefined && opened.records === null) throw cachesToSplit(split);
  const one = sideOf(opened, inputs, options);
  const sides = other ? [one, sideOf(other, holdout, options)] : [one, heldOutOf(one, split!)];
  for (const side of sides) checkLabelled(side.batches, side.inputs, side.opened.records);
  return {
    learning: await cached(sides[0], options),
    holdout: await cached(sides[1], options),
    kernel: one.batches.kernel,
    read: sides.flatMap((side) => pathsOf(side.opened)),
  };
}

/** One side of the comparison's data, before it is hashed. */
interface Side {
  readonly inputs: readonly string[];
  readonly opened: OpenInputs;
  readonly batches: Batches;
  /** What a cache of it is known by, beside the inputs. */
  readonly split: string | undefined;
  check(): void;
}

function sideOf(opened: OpenInputs, inputs: readonly string[], options: HashOnceOptions): Side {
  const { split } = options;
  const batches = opened.batches(options);
  const check = () => {
    checkSides(split, batches.counts, 'learn from');
    checkExamples(inputs, batches.counts);
  };
  return { inputs, opened, batches, split, check };
}

/** The examples that the split holds out, as batches of their own. */
function heldOutOf({ inputs, opened, batches }: Side, split: string): Side {
  const { spec, kernel, labelled, totalBytes, heldOut } = batches;
  const others: Batches = {
    ...{ spec, kernel, labelled, totalBytes, heldOut: null },
    get counts() {
      return batches.counts;
    },
    [Symbol.asyncIterator]: () => heldOut![Symbol.asyncIterator](),
  };
  const check = () => {
    checkSides(split, batches.counts, 'measure');
    checkExamples(inputs, batches.counts);
  };
  return { inputs, opened, batches: others, split: `held out by ${split}`, check };
}

async function cached(
  { inputs, opened: { records }, batches, split, check }: Side,
  { cache, badRecords, signal, onProgress }: HashOnceOptions,
): Promise<readonly string[]> {
  if (records === null) return inputs;
  const { path, found } = await findCache(records, batches.spec, { cache, badRecords, split });
  if (found === null) {
    const progress = progressOf({ batches }, null, 1, onProgress);
    await interruptible(signal, () =>
      writeCache(path, { records, batches, split, check }, async (source) => {
        for await (const { size } of heeding(signal, source)) if (size > 0) progress.learned(1);
      }),
    );
  }
  return [path];
}

function cachesToSplit(split: string): InputError {
  const advice = 'name a holdout of its own';
  return new InputError({
    source: `--split ${split}`,
    found: 'a cache as the input',
    expected: 'records to hash',
    advice,
  });
}
