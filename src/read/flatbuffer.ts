/**
 * Reads flatbuffer tables, with every offset checked: a DataView throws a RangeError for what lies outside its bytes,
 * and vectors are held against the bytes that remain.
 */

/** A table and the bytes it lies in. */
export interface Table {
  readonly view: DataView;
  readonly at: number;
}

/** Where the elements of a vector begin, and how many there are. */
interface Vector {
  readonly view: DataView;
  readonly start: number;
  readonly length: number;
}

/** @throws RangeError as do all functions here, if an offset leads out of the bytes */
export function rootTable(bytes: Uint8Array): Table {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { view, at: view.getUint32(0, true) };
}

/** Whether the table does not leave the field out: its default may be another than 0. */
export function hasField(table: Table, field: number): boolean {
  return positionOf(table, field) !== null;
}

/** @returns null if the table leaves the field out */
export function tableField(table: Table, field: number): Table | null {
  const at = positionOf(table, field);
  return at === null ? null : { view: table.view, at: at + table.view.getUint32(at, true) };
}

/** @returns a vector of length 0 if the table leaves the field out */
export function vectorField(table: Table, field: number, elementBytes: number): Vector {
  const { view } = table;
  const at = positionOf(table, field);
  if (at === null) return { view, start: 0, length: 0 };
  const start = at + view.getUint32(at, true) + 4;
  const length = view.getUint32(start - 4, true);
  if (start + length * elementBytes > view.byteLength) throw new RangeError(`a vector of ${length} elements`);
  return { view, start, length };
}

/**
 * @param most how many there may be: all could be the same large table, which would then be read as often
 */
export function tablesField(table: Table, field: number, most: number): Table[] {
  const { view, start, length } = vectorField(table, field, 4);
  if (length > most) throw new RangeError(`${length} tables`);
  return Array.from({ length }, (_, i) => ({ view, at: start + 4 * i + view.getUint32(start + 4 * i, true) }));
}

/** @returns '' if the table leaves the field out */
export function stringField(table: Table, field: number): string {
  const { view, start, length } = vectorField(table, field, 1);
  return Buffer.from(view.buffer, view.byteOffset + start, length).toString();
}

/**
 * @param bytes how wide the integer is; one byte is unsigned
 * @returns 0, the default of all those read here, if the table leaves the field out
 */
export function intField(table: Table, field: number, bytes: 1 | 2 | 4): number {
  const at = positionOf(table, field);
  if (at === null) return 0;
  const { view } = table;
  return bytes === 1 ? view.getUint8(at) : bytes === 2 ? view.getInt16(at, true) : view.getInt32(at, true);
}

/** A count or an offset of 64 bits; 0 if the table leaves the field out. */
export function countField(table: Table, field: number): number {
  const at = positionOf(table, field);
  return at === null ? 0 : countAt(table.view, at);
}

/** @throws RangeError if a count of 64 bits is negative or above what a double holds exactly */
export function countAt(view: DataView, at: number): number {
  const value = view.getBigInt64(at, true);
  if (value < 0n || value > BigInt(Number.MAX_SAFE_INTEGER)) throw new RangeError(`a count of ${value}`);
  return Number(value);
}

/** A table begins with the way back to its vtable: two lengths, then one 16-bit offset a field, 0 if left out. */
function positionOf({ view, at }: Table, field: number): number | null {
  const vtable = at - view.getInt32(at, true);
  const entry = 4 + 2 * field;
  if (entry + 2 > view.getUint16(vtable, true)) return null;
  const offset = view.getUint16(vtable + entry, true);
  return offset === 0 ? null : at + offset;
}
