/** A packed model, `.lctr` -> the probability of a click for a record of raw fields, anywhere that JavaScript runs. */

import { crc32 } from './checksum.js';
import { fail, headerFrom } from './packed-header.js';
import { type RuntimeRecord, scorer } from './scorer.js';
import { blocksFrom, check } from './unpack.js';
import { weightTable } from './weight-table.js';

export type { Cell, Value } from './cells.js';
export type { RuntimeRecord } from './scorer.js';

export interface RuntimeModel {
  /** Names, in the order that a record in an array has. */
  readonly fields: readonly string[];
  /** The bias and the weights of a record's features times their values. Throws as {@link RuntimeModel.probability}. */
  margin(record: RuntimeRecord): number;
  /**
   * The probability of a click: 1 / (1 + e^-margin), that of `predict` to 1e-6.
   *
   * @param record cells by the names of their fields, or in the order of the fields; what is not there is missing
   * @throws Error that names the field, for a cell that its field cannot take
   */
  probability(record: RuntimeRecord): number;
}

/** Slots that are unpacked at a time. */
const BLOCK = 4096;

/**
 * Loads a packed model.
 *
 * @param packed the bytes of a `.lctr` file, which are not kept
 * @throws Error if they are not one, or are cut short or altered
 */
export function load(packed: ArrayBuffer | Uint8Array): RuntimeModel {
  const { header, table } = tableFrom(new Uint8Array(packed));
  const sum = scorer(header.hashing, table);
  const margin = (record: RuntimeRecord): number => header.bias + sum(record);
  return {
    fields: header.hashing.fields.map(({ name }) => name),
    margin,
    probability: (record) => 1 / (1 + Math.exp(-margin(record))),
  };
}

/** Apart from what is returned by load: a function keeps all that another one beside it refers to, such as the bytes. */
function tableFrom(bytes: Uint8Array) {
  let at = 5;
  check(bytes.subarray(0, at), crc32(bytes));
  const next = () => bytes[at++] ?? fail();
  const header = headerFrom(next);
  const blocks = blocksFrom(header, next, () => at < bytes.length, BLOCK);
  return { header, table: weightTable(header, blocks) };
}
