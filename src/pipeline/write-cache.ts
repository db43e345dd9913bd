/** The batches of one pass -> a cache, while they are used. */

import { statSync } from 'node:fs';

import { writeAtomically } from '../export/atomic-write.js';
import type { CachedInput } from '../export/cache-index.js';
import { type Cache, openCache } from '../export/cache-reader.js';
import type { Batches } from '../hash/hash.js';
import type { KernelBatch } from '../hash/kernel-batch.js';
import { type Input, findInputs } from '../read/inputs.js';
import type { Records } from '../read/read.js';

/** What is cached. */
export interface Cached {
  readonly records: Records;
  readonly batches: Batches;
  /** What it held out; the cache is without. */
  readonly split: string | undefined;
  /** @throws InputError if the pass, now over, brought nothing to keep */
  check(): void;
}

/**
 * Writes a cache. If the pass fails, there is none.
 *
 * @param use takes the batches, to the last one
 */
export async function writeCache(
  path: string,
  { records, batches, split, check }: Cached,
  use: (batches: AsyncIterable<KernelBatch>) => Promise<void>,
): Promise<Cache> {
  const { openCacheWriter } = await import('../export/cache-writer.js');
  // as they are before the first byte is read: a file that changes meanwhile is not the one of the cache
  const inputs = records.inputs.map(describe);
  await writeAtomically(path, async (fd) => {
    const writer = openCacheWriter(fd, batches.kernel, batches.spec, records.format.weighted);
    const met = metBy(batches);
    const written = async function* () {
      for await (const batch of batches) {
        writer.add(batch, met());
        yield batch;
      }
    };
    await use(written());
    check();
    writer.finish({ inputs, reading: readingOf(records, split) }, met());
  });
  const [input] = await findInputs([path]);
  return openCache(input);
}

/** What was met since the last call. */
function metBy(batches: Batches) {
  let before = { merged: 0, leftOut: 0, badRecords: 0 };
  return () => {
    const { merged, leftOut, badRecords } = batches.counts;
    const since = {
      merged: merged - before.merged,
      leftOut: leftOut - before.leftOut,
      badRecords: badRecords - before.badRecords,
    };
    before = { merged, leftOut, badRecords };
    return since;
  };
}

/** What the batches depend on beside the inputs and the hashing. */
export function readingOf({ format }: Records, split: string | undefined): string {
  return JSON.stringify({ format: format.spec, split });
}

/**
 * An input as it is now. A pipe is another one each time, whatever its name; so is a file that has grown since it was
 * found. Size and time of change can be set back, the time of its inode's last change cannot.
 */
export function describe({ name, path, kind, size: found }: Input): CachedInput {
  if (kind === 'pipe') return { name, state: null };
  const { ino, size, mtimeNs, ctimeNs } = statSync(path!, { bigint: true });
  return { name, state: Number(size) === found ? [ino, size, mtimeNs, ctimeNs].join(' ') : null };
}
