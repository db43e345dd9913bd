/** What a model is, its weights aside -> the beginning of a packed file: what src/runtime/packed-header.ts reads. */

import type { FieldSpec, HashSpec } from '../batch/hash-spec.js';
import { InputError } from '../input-error.js';
import type { ModelHeader } from '../learn/model.js';
import { ENCODINGS, type Encoding } from '../prune/encoding.js';
import {
  HASHES,
  MAX_FIELDS,
  MAX_NUMBERED,
  MISSING,
  nextName,
  PARTS,
  TIME_FORMATS,
  TYPES,
} from '../runtime/packed-header.js';
import { MAGIC } from '../runtime/unpack.js';

const utf8 = new TextEncoder();

/** @param scale of q8, a bf16; not written for other encodings */
export function packedHeader(header: ModelHeader, encoding: Encoding, scale: number): Uint8Array {
  const { hashing, bias, touched, nonzeros } = header;
  const kind = ENCODINGS.indexOf(encoding) + 4 * HASHES.indexOf(hashing.hash) + 8 * MISSING.indexOf(hashing.missing);
  return Uint8Array.from([
    ...utf8.encode(MAGIC),
    kind,
    hashing.bits,
    ...varint(hashing.seed),
    ...fields(hashing),
    ...listOf(hashing.crosses, (cross) => crossBytes(cross, hashing.fields)),
    ...new Uint8Array(Float64Array.of(bias.weight).buffer),
    ...varint(touched),
    ...varint(nonzeros),
    ...(encoding === 'q8' ? scaleBytes(scale) : []),
  ]);
}

/** (128 + first) * 2^(second - 134): a bf16. */
function scaleBytes(scale: number): number[] {
  const [bits] = new Uint16Array(Float32Array.of(scale).buffer, 2);
  return [bits & 127, bits >>> 7];
}

/** Fields whose names count on and that are alike otherwise, such as C1 to C26, take one entry. */
function fields({ fields: all }: HashSpec): number[] {
  if (all.length > MAX_FIELDS) {
    const found = `${all.length.toLocaleString('en-US')} fields`;
    throw new InputError({ found, expected: `at most ${MAX_FIELDS.toLocaleString('en-US')} in a packed file` });
  }
  const bytes = varint(all.length);
  for (let from = 0, to = 0; from < all.length; from = to) {
    for (to = from + 1; to < all.length && follows(all[to - 1], all[to]);) to++;
    const { type, name } = all[from];
    const options = optionBytes(all[from]);
    const head = TYPES.indexOf(type) + (options.length > 0 ? 8 : 0) + 16 * (to - from - 1);
    bytes.push(...varint(head), ...text(name), ...options);
  }
  return bytes;
}

function follows(before: FieldSpec, field: FieldSpec): boolean {
  if (field.name !== nextName(before.name) || field.name === before.name || field.type !== before.type) return false;
  if (field.name.length > MAX_NUMBERED) return false;
  return optionBytes(field).join() === optionBytes(before).join();
}

function optionBytes({
  missing,
  lowerCase,
  timeFormat,
  minLength,
  missingTokens,
  parts,
  separator,
}: FieldSpec): number[] {
  const kind =
    (missing === undefined ? 0 : 1 + MISSING.indexOf(missing)) +
    4 * (lowerCase === undefined ? 0 : 1 + Number(lowerCase)) +
    16 * (timeFormat === undefined ? 0 : 1 + TIME_FORMATS.indexOf(timeFormat));
  const bytes = [
    kind,
    minLength ?? 0,
    ...listOf(missingTokens, text),
    ...listOf(parts, (part) => [PARTS.indexOf(part)]),
    ...text(separator ?? ''),
  ];
  return bytes.some((byte) => byte > 0) ? bytes : [];
}

function crossBytes(names: readonly string[], all: readonly FieldSpec[]): number[] {
  const [first, ...others] = names.map((name) => {
    const i = all.findIndex((field) => field.name === name);
    if (i < 0) throw new Error(`a cross of ${name}, which is no field`);
    return i;
  });
  return [...varint(2 * first + (others.length - 1)), ...others.flatMap(varint)];
}

/** 0 if it is absent, otherwise its length + 1 and its items. */
function listOf<T>(items: readonly T[] | undefined, bytesOf: (item: T) => number[]): number[] {
  return items === undefined ? [0] : [...varint(items.length + 1), ...items.flatMap(bytesOf)];
}

function text(value: string): number[] {
  const bytes = utf8.encode(value);
  return [...varint(bytes.length), ...bytes];
}

/** Seven bits a byte, the low ones first; all but the last byte have their high bit set. */
function varint(value: number): number[] {
  const rest = Math.floor(value / 128);
  return rest > 0 ? [128 + (value % 128), ...varint(rest)] : [value];
}
