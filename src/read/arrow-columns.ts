/** The buffers of a record batch -> columns, every length and index held against what there is. */

import type { BatchHeader } from './arrow-body.js';
import type { ArrowField, Layout } from './arrow-types.js';
import { type Column, type NumberType, bitAt } from './columns.js';
import type { Room } from './room.js';

/** Where the nodes and buffers of a column, its children's among them, begin. */
export interface Place {
  readonly field: ArrowField;
  readonly node: number;
  readonly buffer: number;
  readonly variadic: number;
  /** Behind the last of its buffers. */
  readonly bufferEnd: number;
}

/** What columns are made from. */
export interface Parts {
  readonly header: BatchHeader;
  readonly buffers: ReadonlyMap<number, Uint8Array>;
  readonly dictionaries: ReadonlyMap<number, Dictionary>;
  /** Where the buffers are. */
  readonly room: Room;
}

/** The entries that the indices of a column mean. */
export interface Dictionary {
  readonly entries: Column;
  readonly count: number;
}

/** The columns of a batch, in their order. @throws RangeError if the batch has other nodes or buffers than they need */
export function placesOf(fields: readonly ArrowField[], header: BatchHeader): Place[] {
  const cursor = { node: 0, buffer: 0, variadic: 0 };
  const pass = (field: ArrowField): void => {
    cursor.node++;
    const encoded = field.dictionary !== null;
    cursor.buffer += encoded ? 2 : field.buffers;
    if (encoded) return;
    if (field.variadic) cursor.buffer += header.variadic[cursor.variadic++] ?? Infinity;
    field.children.forEach(pass);
  };
  const places = fields.map((field) => {
    const begin = { ...cursor };
    pass(field);
    return { field, ...begin, bufferEnd: cursor.buffer };
  });
  const { nodes, buffers } = header;
  if (cursor.node !== nodes.length || cursor.buffer !== buffers.length) {
    throw new RangeError(`${nodes.length} nodes and ${buffers.length} buffers`);
  }
  return places;
}

/** @throws RangeError for damage */
export function columnAt(place: Place, length: number, parts: Parts): Column {
  const cursor = { node: place.node, buffer: place.buffer, variadic: place.variadic };
  return columnOf(place.field, length, cursor, parts);
}

type Cursor = { -readonly [Key in 'node' | 'buffer' | 'variadic']: Place[Key] };

/** A column of a field, and past it in the batch. */
function columnOf(field: ArrowField, length: number, cursor: Cursor, parts: Parts): Column {
  const [count, missing] = parts.header.nodes[cursor.node++];
  if (count < length || missing > count) throw new RangeError(`${count} values of ${length}`);
  const next = () => parts.buffers.get(cursor.buffer++)!;
  const { layout, dictionary } = field;
  if (dictionary !== null) {
    const validity = validityOf(next(), length, missing);
    return indexed(dictionary.id, dictionary.index, validity, next(), length, parts);
  }
  if (layout === null || layout.kind === 'missing') return { kind: 'missing' };
  const validity = validityOf(next(), length, missing);
  switch (layout.kind) {
    case 'boolean':
      return { kind: 'boolean', validity, bits: first(next(), Math.ceil(length / 8)) };
    case 'half':
      return { kind: 'number', type: 'float32', validity, bytes: widened(first(next(), length * 2)) };
    case 'number':
      return { kind: 'number', type: layout.type, validity, bytes: first(next(), length * bytesOf(layout.type)) };
    case 'moment':
      return { ...layout, validity, bytes: first(next(), length * bytesOf(layout.type)) };
    case 'text': {
      const offsets = offsetsOf(next(), length, layout.offsetBytes);
      const bytes = next();
      checkOffsets(offsets, bytes.length, parts);
      return { kind: 'text', validity, offsets, bytes };
    }
    case 'views': {
      const views = words(first(next(), length * 16));
      const buffers = Array.from({ length: parts.header.variadic[cursor.variadic++] }, next);
      checkViews(views, buffers, validity);
      return { kind: 'views', validity, views, buffers };
    }
    default:
      return listOf(field, layout, validity, next(), length, cursor, parts);
  }
}

function listOf(
  field: ArrowField,
  { offsetBytes }: Extract<Layout, { kind: 'list' }>,
  validity: Uint8Array | null,
  stored: Uint8Array,
  length: number,
  cursor: Cursor,
  parts: Parts,
): Column {
  if (field.children.length !== 1) throw new RangeError(`a list of ${field.children.length} types`);
  const offsets = offsetsOf(stored, length, offsetBytes);
  const [count] = parts.header.nodes[cursor.node];
  checkOffsets(offsets, count, parts);
  // more than there may be bytes for: nulls alone take none
  return { kind: 'list', validity, offsets, elements: columnOf(field.children[0], count, cursor, parts) };
}

/** @throws RangeError if there are fewer than `count` bytes */
function first(bytes: Uint8Array, count: number): Uint8Array {
  if (bytes.length < count) throw new RangeError(`${bytes.length} bytes instead of ${count}`);
  return bytes.subarray(0, count);
}

function validityOf(bytes: Uint8Array, length: number, missing: number): Uint8Array | null {
  return missing === 0 ? null : first(bytes, Math.ceil(length / 8));
}

function bytesOf(type: NumberType): number {
  return Number(/[0-9]+/.exec(type)![0]) / 8;
}

/** As 32-bit words; a copy where they lie askew. */
function words(bytes: Uint8Array): Int32Array {
  const { buffer, byteOffset, length } = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
  return new Int32Array(buffer, byteOffset, length >> 2);
}

/** Of an empty column there may be none: they are [0]. */
function offsetsOf(bytes: Uint8Array, length: number, offsetBytes: 4 | 8): Int32Array {
  if (length === 0) return new Int32Array(1);
  const stored = words(first(bytes, (length + 1) * offsetBytes));
  if (offsetBytes === 4) return stored;
  const offsets = new Int32Array(length + 1);
  let high = 0;
  for (let i = 0; i <= length; i++) {
    offsets[i] = stored[2 * i];
    high |= stored[2 * i + 1];
  }
  if (high !== 0) throw new RangeError('offsets of more than 2 GiB');
  return offsets;
}

/** @throws RangeError unless offsets ascend from 0 or more to `end` or less */
function checkOffsets(offsets: Int32Array, end: number, { room }: Parts): void {
  if (offsets[offsets.length - 1] > end || !room.ascend(offsets)) throw new RangeError('offsets that do not ascend');
}

/** The longest text that lies in its view. */
const INLINE = 12;

function checkViews(views: Int32Array, buffers: readonly Uint8Array[], validity: Uint8Array | null): void {
  for (let at = 0; at < views.length; at += 4) {
    const length = views[at];
    if (length >>> 0 <= INLINE) continue;
    const [buffer, offset] = [views[at + 2], views[at + 3]];
    if (length > 0 && offset >= 0 && offset + length <= (buffers[buffer]?.length ?? -1)) continue;
    // what stands behind a missing value means nothing
    if (validity === null || bitAt(validity, at >> 2)) throw new RangeError('a text beyond its buffer');
  }
}

function indexed(
  id: number,
  type: NumberType,
  validity: Uint8Array | null,
  stored: Uint8Array,
  length: number,
  { dictionaries }: Parts,
): Column {
  const bytes = first(stored, length * bytesOf(type));
  const dictionary = dictionaries.get(id);
  if (dictionary === undefined) throw new RangeError(`no dictionary ${id} before its first use`);
  const indices = indicesOf(bytes, type, length);
  const { entries, count } = dictionary;
  let greatest = 0;
  // as signed numbers all of them are quick; one that is too large is negative
  let signs = 0;
  for (let i = 0; i < length; i++) {
    const index = indices[i];
    signs |= index;
    if (index > greatest) greatest = index;
  }
  // what stands behind a missing value means nothing
  const isWrong = (index: number, i: number) => index >>> 0 >= count && (validity === null || bitAt(validity, i));
  if (length > 0 && (signs < 0 || greatest >= count) && indices.subarray(0, length).some(isWrong))
    throw new RangeError(`no entry for an index`);
  return { kind: 'dictionary', validity, indices, entryCount: count, entries };
}

/** As int32: -1 for what no dictionary can have. */
function indicesOf(bytes: Uint8Array, type: NumberType, length: number): Int32Array {
  if (type === 'int32' || type === 'uint32') return words(bytes);
  if (type === 'int8') return new Int32Array(new Int8Array(bytes.buffer, bytes.byteOffset, length));
  if (type === 'uint8') return new Int32Array(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const indices = new Int32Array(length);
  for (let i = 0; i < length; i++) {
    if (type === 'int16') indices[i] = view.getInt16(2 * i, true);
    else if (type === 'uint16') indices[i] = view.getUint16(2 * i, true);
    else indices[i] = view.getInt32(8 * i + 4, true) === 0 ? view.getInt32(8 * i, true) : -1;
  }
  return indices;
}

/** float16 as float32: exact. */
function widened(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wide = new Float32Array(bytes.length / 2);
  for (let i = 0; i < wide.length; i++) {
    const bits = view.getUint16(2 * i, true);
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    const size =
      exponent === 31
        ? fraction === 0
          ? Infinity
          : NaN
        : exponent === 0
          ? fraction * 2 ** -24
          : (1 + fraction / 1024) * 2 ** (exponent - 15);
    wide[i] = bits >> 15 ? -size : size;
  }
  return new Uint8Array(wide.buffer);
}
