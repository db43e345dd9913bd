/** Sorted slots and their weights -> a table in which a hash finds its weight, of 3 to 8 bytes a weight. */

import type { PackedHeader } from './packed-header.js';
import type { PackedBlock } from './unpack.js';

export interface WeightTable {
  /** Adds the weight of a hash's slot times a value. */
  add(hash: number, value: number): void;
  /** The sum of what was added, which begins anew. */
  end(): number;
}

/** Features whose weights are looked up together. */
const GROUP = 256;

/**
 * Slots are in buckets by their high bits, about five in each, and a bucket has the low bits of its slots. Features find
 * their buckets first and are searched for afterwards, together: the memory's answers overlap (a record takes 15% less).
 *
 * Tried and as fast: open addressing (twice the memory), and comparing four low bits of 8 at once.
 *
 * @param blocks in all as many slots as the header says
 */
export function weightTable(header: PackedHeader, blocks: Iterable<PackedBlock>): WeightTable {
  const { hashing, nonzeros, precision, scale } = header;
  const high = Math.min(hashing.bits, Math.max(0, hashing.bits - 16, 31 - Math.clz32(nonzeros / 3.6)));
  const low = hashing.bits - high;
  const lowMask = 2 ** low - 1;
  const highMask = 2 ** high - 1;
  // whole numbers stay so: those of 16 bits have one scale
  const unit = precision ? 1 : scale;
  const starts = new Uint32Array(highMask + 2);
  const rests = new (low > 8 ? Uint16Array : Uint8Array)(nonzeros);
  const weights = new (precision ? Float32Array : scale === 2 ** -13 ? Int16Array : Int8Array)(nonzeros);
  const from = new Uint32Array(GROUP);
  const to = new Uint32Array(GROUP);
  const wanted = new Uint16Array(GROUP);
  const values = new Float64Array(GROUP);
  let count = 0;
  let before = 0;

  // in no function of its own, which would keep the blocks, and the packed bytes behind them
  let filled = 0;
  for (const { slots, weights: some } of blocks) {
    for (let i = 0; i < slots.length; i++) {
      starts[(slots[i] >>> low) + 1]++;
      rests[filled] = slots[i] & lowMask;
      // the quotient is exact
      weights[filled++] = some[i] / unit;
    }
  }
  for (let i = 1; i < starts.length; i++) starts[i] += starts[i - 1];

  /** Looks up what was added since. */
  function lookUp(): number {
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const rest = wanted[i];
      for (let at = from[i], end = to[i]; at < end; at++) {
        if (rests[at] !== rest) continue;
        sum += weights[at] * values[i];
        break;
      }
    }
    count = 0;
    return sum * unit;
  }

  return {
    add(hash, value) {
      const bucket = (hash >>> low) & highMask;
      from[count] = starts[bucket];
      to[count] = starts[bucket + 1];
      wanted[count] = hash & lowMask;
      values[count++] = value;
      if (count === GROUP) before += lookUp();
    },
    end() {
      const sum = before + lookUp();
      before = 0;
      return sum;
    },
  };
}
