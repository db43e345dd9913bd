/** The footer of a Parquet file -> its columns and where each lies in every row group, trusting none of it. */

import { InputError } from '../input-error.js';
import { ThriftReader } from './thrift-reader.js';

/** A column of the table: a leaf of the schema, or a group of them. */
export interface ParquetColumn {
  readonly name: string;
  /** `other`: single values that are neither text nor binary; `list`: of single values; `nested`: what we do not read. */
  readonly kind: 'text' | 'binary' | 'other' | 'list' | 'nested';
  /** Index of its first leaf among all leaves. */
  readonly leaf: number;
  /** Names from the table to the leaf; of a column that is not nested. */
  readonly path: readonly string[];
  /** Its elements of the schema, as they are in the file. */
  readonly elements: readonly Uint8Array[];
}

/** Where a column lies in a row group. */
export interface ColumnChunk {
  readonly type: number;
  readonly codec: number;
  readonly encodings: readonly number[];
  readonly values: number;
  /** Bytes [from, from + bytes) of the file. */
  readonly from: number;
  readonly bytes: number;
  /** Where the first data page lies, from `from` on: 0 without a dictionary. */
  readonly dataOffset: number;
  readonly uncompressed: number;
}

export interface RowGroup {
  readonly rows: number;
  /** One for each leaf of the schema. */
  readonly chunks: readonly ColumnChunk[];
}

export interface ParquetFooter {
  readonly columns: readonly ParquetColumn[];
  readonly rowGroups: readonly RowGroup[];
}

interface Element {
  readonly name: string;
  readonly type: number | null;
  readonly children: number;
  readonly repeated: boolean;
  /** Its ConvertedType and its LogicalType; -1 without. */
  readonly converted: number;
  readonly logical: number;
  readonly bytes: Uint8Array;
}

const BYTE_ARRAY = 6;
const REPEATED = 2;
/** ConvertedType and LogicalType of lists. */
const LIST = 3;
/** LogicalTypes STRING, ENUM, JSON, and the ConvertedTypes that they were before. */
const TEXTS = [1, 4, 12];
const CONVERTED_TEXTS = [0, 4, 19];

/**
 * @param bytes     the footer without the length and the magic number after it
 * @param dataBytes where the footer begins in the file: every column lies before
 * @throws InputError without a source
 */
export function parquetFooter(bytes: Uint8Array, dataBytes: number): ParquetFooter {
  try {
    return footerOf(bytes, dataBytes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw damagedParquet(`its footer has ${error.message}`);
  }
}

/** @param reason a few words after `damaged` */
export function damagedParquet(reason: string): InputError {
  const found = `damaged Parquet data (${reason})`;
  return new InputError({ found, expected: 'a whole Parquet file', advice: 'write or fetch it again' });
}

function footerOf(bytes: Uint8Array, dataBytes: number): ParquetFooter {
  const elements: Element[] = [];
  let rows = -1;
  let groups: { readonly at: number; readonly type: number } | null = null;
  const reader = new ThriftReader(bytes);
  reader.struct((id, type) => {
    if (id === 2) reader.list((element) => void elements.push(elementOf(bytes, reader, element)), type);
    if (id === 3) rows = reader.int(type);
    if (id === 4) groups = { at: reader.at, type };
  });
  const { columns, leaves } = columnsOf(elements);
  const rowGroups: RowGroup[] = [];
  if (groups !== null) {
    const { at, type } = groups as { at: number; type: number };
    const again = new ThriftReader(bytes, at);
    again.list((element) => void rowGroups.push(rowGroupOf(again, element, leaves, dataBytes)), type);
  }
  const sum = rowGroups.reduce((total, group) => total + group.rows, 0);
  if (sum !== rows) throw new RangeError(`${rows} rows in all and ${sum} in its row groups`);
  for (const group of rowGroups) checkValues(group, columns);
  return { columns, rowGroups };
}

function elementOf(bytes: Uint8Array, reader: ThriftReader, elementType: number): Element {
  const begin = reader.at;
  let [name, type, children, repetition, converted, logical]: [string, number | null, ...number[]] = [
    '',
    null,
    0,
    0,
    -1,
    -1,
  ];
  reader.struct((id, fieldType) => {
    if (id === 1) type = reader.int(fieldType);
    if (id === 3) repetition = reader.int(fieldType);
    if (id === 4) name = Buffer.from(reader.binary(fieldType)).toString();
    if (id === 5) children = reader.int(fieldType);
    if (id === 6) converted = reader.int(fieldType);
    if (id === 10) reader.struct((kind) => void (logical = kind), fieldType);
  }, elementType);
  const repeated = repetition === REPEATED;
  return { name, type, children, repeated, converted, logical, bytes: bytes.subarray(begin, reader.at) };
}

/** The columns are the children of the first element; elements lie in the order of the tree, parents first. */
function columnsOf(elements: readonly Element[]): { columns: ParquetColumn[]; leaves: number } {
  const columns: ParquetColumn[] = [];
  let leaves = 0;
  for (let at = 1; at < elements.length;) {
    const end = endOfTree(elements, at);
    const tree = elements.slice(at, end);
    columns.push({
      name: tree[0].name,
      kind: kindOf(tree),
      leaf: leaves,
      path: tree.map(({ name }) => name),
      elements: tree.map(({ bytes }) => bytes),
    });
    leaves += tree.filter(isLeaf).length;
    at = end;
  }
  if (columns.length === 0 || columns.length !== elements[0].children) {
    throw new RangeError(`a schema of ${columns.length} columns`);
  }
  return { columns, leaves };
}

function isLeaf({ children }: Element): boolean {
  return children === 0;
}

/** Past the last element of the tree that begins at an element. */
function endOfTree(elements: readonly Element[], begin: number): number {
  let at = begin;
  // elements of the tree that are yet to come
  for (let open = 1; open > 0; at++) {
    const { children } = elements[at] ?? { children: -1 };
    if (children < 0 || children > elements.length) throw new RangeError('a schema that is not a tree');
    open += children - 1;
  }
  return at;
}

/** A list is a group with one repeated child: the value, or a group with the value in it. */
function kindOf(tree: readonly Element[]): ParquetColumn['kind'] {
  if (tree.filter(isLeaf).length !== 1) return 'nested';
  const [{ type, repeated, converted, logical }, items, item] = tree;
  if (tree.length === 1 && repeated) return 'list';
  if (tree.length === 1 && type !== BYTE_ARRAY) return 'other';
  if (tree.length === 1) return TEXTS.includes(logical) || CONVERTED_TEXTS.includes(converted) ? 'text' : 'binary';
  const isList = converted === LIST || logical === LIST;
  return isList && !repeated && items.repeated && !item?.repeated && tree.length <= 3 ? 'list' : 'nested';
}

function rowGroupOf(reader: ThriftReader, elementType: number, leaves: number, dataBytes: number): RowGroup {
  let rows = -1;
  const chunks: ColumnChunk[] = [];
  reader.struct((id, type) => {
    if (id === 1) reader.list((element) => void chunks.push(chunkOf(reader, element, dataBytes)), type);
    if (id === 3) rows = reader.int(type);
  }, elementType);
  if (rows < 0) throw new RangeError(`a row group of ${rows} rows`);
  if (chunks.length !== leaves) throw new RangeError(`a row group of ${chunks.length} columns for ${leaves}`);
  return { rows, chunks };
}

function chunkOf(reader: ThriftReader, elementType: number, dataBytes: number): ColumnChunk {
  let chunk: ColumnChunk | null = null;
  reader.struct((id, type) => {
    if (id === 1 && reader.binary(type).length > 0) throw new RangeError('a column in another file');
    if (id === 3) chunk = chunkMetadata(reader, type, dataBytes);
  }, elementType);
  if (chunk === null) throw new RangeError('a column without its place, or an encrypted one');
  return chunk;
}

function chunkMetadata(reader: ThriftReader, structType: number, dataBytes: number): ColumnChunk {
  // by the ids of the fields
  const numbers = new Map<number, number>();
  const encodings: number[] = [];
  reader.struct((id, type) => {
    if (id === 2) reader.list((element) => void encodings.push(reader.int(element)), type);
    if ([1, 4, 5, 6, 7, 9, 11].includes(id)) numbers.set(id, reader.int(type));
  }, structType);
  const [type, codec, values, uncompressed, bytes, data] = [1, 4, 5, 6, 7, 9].map((id) => numbers.get(id) ?? -1);
  const dictionary = numbers.get(11) ?? 0;
  // some writers say 0 where there is none
  const from = dictionary > 0 && dictionary < data ? dictionary : data;
  if ([type, codec, values, uncompressed, bytes].some((number) => number < 0))
    throw new RangeError('a negative number');
  // an empty column lies anywhere
  if (values === 0) return { type, codec, encodings, values, from: 4, bytes: 0, dataOffset: 0, uncompressed: 0 };
  if (from < 4 || from + bytes > dataBytes || data > from + bytes)
    throw new RangeError(`a column of ${bytes} bytes at ${from}`);
  return { type, codec, encodings, values, from, bytes, dataOffset: data - from, uncompressed };
}

/** A column has a value, which may be null, in each row; one of lists may have more. */
function checkValues({ rows, chunks }: RowGroup, columns: readonly ParquetColumn[]): void {
  for (const { name, kind, leaf } of columns) {
    if (kind === 'nested') continue;
    const { values } = chunks[leaf];
    if (kind === 'list' ? values < rows : values !== rows)
      throw new RangeError(`${values} values of ${JSON.stringify(name)} in ${rows} rows`);
  }
}
