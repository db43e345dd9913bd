/** Hash specification -> the tables that the kernel's readers look up; the layout is that of kernel/assembly/count.ts. */

import type { HashSpec } from '../batch/hash-spec.js';
import { HASH_TABLES_BYTES } from '../kernel/layout.js';
import { type Format, type RecordFormat, isColumnar } from '../read/record.js';
import { COUNT_THRESHOLDS } from './count-thresholds.js';
import { bucketOf } from './count.js';
import { programOf } from './kernel-program.js';
import { SMALLEST, countTokens, slotsOf as slotsOfTokens } from './kernel-tokens.js';
import { fieldSeeds, slotMask } from './fields.js';
import { murmur3 } from './murmur3.js';

const SEEDS = 8;
const IDENTITY = 192; // and the address of the program after it
/** Fields whose seeds have a place of their own: as many as a format without a schema may have. */
const FIXED_FIELDS = 46;
const EMPTY_SLOTS = 256;
const SMALL = 448;
const CANDIDATES = 2560;
const THRESHOLDS = 4352;
const COMPACTION = 13_904;
const BUCKET_SLOTS = 14_208;
const TOKENS = 1216;

const DIRECT = 1024;
const FIRST_BUCKET = 10;
const MISSING_TOKEN = TOKENS - 1;
const SEED_ENTRY = TOKENS - 2;
const NONE = 0xffffffff;

/** What of a format the tables depend on. */
type Reading = Pick<Format, 'table' | 'kernelReader'>;

/** Columns are hashed by steps that need no program. */
export function readingOf(format: RecordFormat): Reading {
  return isColumnar(format) ? { kernelReader: null } : format;
}

/** Bytes of the tables: the slots of every field of counts among them, and the program of a table's format. */
export function tablesBytes(spec: HashSpec, { table }: Pick<Reading, 'table'>): number {
  return Math.max(HASH_TABLES_BYTES, programAt(spec) + (table ? programOf(table, spec, 0, () => 0).length : 0));
}

function programAt({ fields }: HashSpec): number {
  return BUCKET_SLOTS + fields.filter(({ type }) => type === 'count').length * TOKENS * 4;
}

/**
 * Fills the tables at `at`, tablesBytes of them.
 *
 * @param memory the kernel's memory
 */
export function writeKernelTables(
  memory: ArrayBufferLike,
  at: number,
  spec: HashSpec,
  { table, kernelReader }: Reading,
): void {
  const seeds = fieldSeeds(spec);
  const mask = slotMask(spec.bits);
  new Uint32Array(memory, at, 2).set([mask, spec.missing === 'feature' ? 1 : 0]);
  new Uint32Array(memory, at + IDENTITY, 2).set([spec.hash === 'identity' ? 1 : 0, at + programAt(spec)]);
  const fixed = seeds.subarray(0, FIXED_FIELDS);
  new Uint32Array(memory, at + SEEDS, fixed.length).set(fixed);
  new Uint32Array(memory, at + EMPTY_SLOTS, fixed.length).set(fixed.map((seed) => murmur3('', seed) & mask));
  writeCountTables(memory, at);
  for (let set = 0; set < 16; set++) new Uint8Array(memory, at + COMPACTION + set * 16, 16).set(compaction(set));
  const slotsOf = (field: number) => countSlotsAt(at, spec, field);
  for (const field of countFields(spec)) {
    const slots = new Uint32Array(memory, slotsOf(field), TOKENS);
    slots[SEED_ENTRY] = seeds[field];
    const missing = spec.fields[field].missing ?? spec.missing;
    // what reads tables asks nothing more of a missing count
    slots[MISSING_TOKEN] = table && missing === 'ignore' ? NONE : murmur3('', seeds[field]) & mask;
    slots.set(slotsOfTokens(countTokens(), seeds[field], mask));
  }
  if (!table || kernelReader === null) return;
  const program = programOf(table, spec, at + programAt(spec), slotsOf);
  new Uint8Array(memory, at + programAt(spec), program.length).set(program);
}

function countFields({ fields }: HashSpec): number[] {
  return fields.flatMap((field, i) => (field.type === 'count' ? [i] : []));
}

/** The address of the slots of a count field's tokens. */
export function countSlotsAt(tables: number, spec: HashSpec, field: number): number {
  return tables + BUCKET_SLOTS + countFields(spec).indexOf(field) * TOKENS * 4;
}

function writeCountTables(memory: ArrayBufferLike, at: number): void {
  const entry = (value: number) => (value <= 2 ? value - SMALLEST : FIRST_BUCKET + bucketOf(value));
  const small = new Uint16Array(memory, at + SMALL, DIRECT - SMALLEST);
  for (let i = 0; i < small.length; i++) small[i] = entry(SMALLEST + i);
  // by exponent and four bits of mantissa: the bucket of the smallest such value
  const candidates = new Uint16Array(memory, at + CANDIDATES, 50 * 16);
  for (let i = 10 * 16; i < candidates.length; i++) candidates[i] = bucketOf(2 ** (i >> 4) * (1 + (i & 15) / 16));
  const thresholds = new BigInt64Array(memory, at + THRESHOLDS, COUNT_THRESHOLDS.length + 2);
  thresholds.set([0n, ...COUNT_THRESHOLDS.map(BigInt), 2n ** 62n]);
}

/** The byte shuffle that moves the 32-bit lanes of a set to the front. */
function compaction(set: number): number[] {
  const lanes = [0, 1, 2, 3].filter((lane) => (set >> lane) & 1);
  return lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => lane * 4 + byte));
}
