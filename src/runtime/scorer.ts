/** A model's specification and its weights -> the margin of a record: fields hashed, weights looked up and summed. */

import { type Cell, numberOf, pairsOf, refuse, tokensOf } from './cells.js';
import { placeOf, tokenAt } from './count.js';
import { murmur3 } from './murmur3.js';
import type { PackedField, PackedSpec } from './packed-header.js';
import type { WeightTable } from './weight-table.js';

/** Cells by the names of their fields, where other names mean nothing; or one for each field, in their order. */
export type RuntimeRecord = Readonly<Record<string, unknown>> | readonly Cell[];

/** Counts up to 900,000 are at places below it, whose weights are at hand: Criteo's records take a third less time. */
const PLACES = 192;
/** Fields that have them: 24 KiB. */
const COUNT_FIELDS = 32;
/** Combinations of a cross; counted before they take memory, since three lists of a thousand elements are a billion. */
const MOST = 1 << 19;

/** Fields without options and crosses have a short way. */
const ANY = 0;
const TEXT = 1;
const COUNT = 2;

/** @returns a function that sums weights times values over a record's features */
export function scorer(spec: PackedSpec, table: WeightTable): (record: RuntimeRecord) => number {
  const { fields, crosses = [], bits } = spec;
  const names = fields.map(({ name }) => name);
  const seeds = names.map((name) => murmur3(name, spec.seed));
  const parts = crosses.map((cross) => cross.map((name) => names.indexOf(name)));
  const kinds = fields.map(kindOf);
  const tokens: (readonly string[])[] = [];
  const countWeights = kinds.map((kind, i) =>
    Float32Array.from({ length: kind === COUNT ? PLACES : 0 }, (_, place) => {
      addTokens([tokenAt(place)], i);
      return table.end();
    }),
  );

  function kindOf(field: PackedField, i: number): number {
    if (Object.keys(field).length > 2 || parts.flat().includes(i)) return ANY;
    return field.type === 'categorical' ? TEXT : field.type === 'count' && i < COUNT_FIELDS ? COUNT : ANY;
  }

  /** Any cell of any field. */
  function addCell(cell: unknown, i: number): void {
    const field = fields[i];
    const { type, missing = spec.missing } = field;
    // a value of 0 is no feature, whatever its index
    if (type === 'pairs')
      return pairsOf(cell, field).forEach(([token, value]) => value && table.add(pairHash(token, i), value));
    let found = tokensOf(cell, field);
    if (found.length === 0) found = missing === 'feature' ? [''] : found;
    else if (type === 'numeric') {
      table.add(seeds[i], numberOf(found[0], field));
      found = [];
    }
    addTokens(found, i);
  }

  function addTokens(found: readonly string[], i: number): void {
    tokens[i] = found;
    for (const token of found) table.add(murmur3(token, seeds[i]), 1);
  }

  function pairHash(token: string, i: number): number {
    if (spec.hash === 'murmur3') return murmur3(token, seeds[i]);
    return /^\d+$/.test(token) && +token < 2 ** bits ? +token : refuse(names[i], token, `an index below 2^${bits}`);
  }

  function addCross(places: readonly number[], i: number): void {
    const name = crosses[i].join('*');
    let hashes = [murmur3(name, spec.seed)];
    for (const place of places) {
      const count = hashes.length * tokens[place].length;
      if (count > MOST) refuse(name, count, `at most ${MOST}`);
      hashes = hashes.flatMap((hash) => tokens[place].map((token) => murmur3(token, hash)));
    }
    for (const hash of hashes) table.add(hash, 1);
  }

  return (record) => {
    const isArray = Array.isArray(record);
    // of a record that was refused, something may be left
    table.end();
    let sum = 0;
    for (let i = 0; i < names.length; i++) {
      const cell = isArray ? record[i] : (record as Record<string, unknown>)[names[i]];
      const kind = kinds[i];
      const place = kind === COUNT ? placeOfCell(cell) : PLACES;
      if (place < PLACES) sum += countWeights[i][place];
      else if (kind === TEXT && typeof cell === 'string' && cell !== '') table.add(murmur3(cell, seeds[i]), 1);
      else if (kind === ANY || spec.missing === 'feature' || (cell ?? '') !== '') addCell(cell, i);
    }
    parts.forEach(addCross);
    return sum + table.end();
  };
}

/** Where a count of digits alone stands; PLACES for any other cell. */
function placeOfCell(cell: unknown): number {
  const text = typeof cell === 'number' ? `${cell}` : cell;
  if (typeof text !== 'string' || text === '' || text.length > 15) return PLACES;
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return PLACES;
    count = count * 10 + digit;
  }
  return placeOf(count);
}
