/** The page headers of a column, held against what the footer says of it, before anything is decompressed. */

import type { ColumnChunk } from './parquet-footer.js';
import { ThriftReader } from './thrift-reader.js';

/** What the pages of a column take and hold. */
export interface Pages {
  /** Bytes, once decompressed. */
  readonly decompressed: number;
  /** Whether most values are indices of a dictionary. */
  readonly inDictionary: boolean;
}

/** Sizes and numbers in a page's header. */
interface PageHeader {
  readonly uncompressed: number;
  readonly compressed: number;
  /** Values of a data page; of a dictionary, 0. */
  readonly values: number;
  readonly encoding: number;
}

const PLAIN_DICTIONARY = 2;
const RLE_DICTIONARY = 8;

/**
 * @param bytes of the column chunk
 * @throws RangeError if the pages do not fit the bytes or do not hold the values that the footer promises
 */
export function pagesOf(bytes: Uint8Array, { values }: ColumnChunk): Pages {
  const reader = new ThriftReader(bytes);
  let [decompressed, indices] = [0, 0];
  for (let left = values; left > 0;) {
    const page = headerOf(reader);
    checkPage(page, bytes.length - reader.at, left);
    reader.at += page.compressed;
    decompressed += page.uncompressed;
    left -= page.values;
    if (page.encoding === PLAIN_DICTIONARY || page.encoding === RLE_DICTIONARY) indices += page.values;
  }
  return { decompressed, inDictionary: indices > values / 2 };
}

function checkPage({ compressed, uncompressed, values }: PageHeader, room: number, left: number): void {
  if (compressed < 0 || compressed > room) throw new RangeError(`a page of ${compressed} bytes`);
  if (uncompressed >= 0 && values >= 0 && values <= left) return;
  throw new RangeError(`a page of ${values} values in ${uncompressed} bytes`);
}

function headerOf(reader: ThriftReader): PageHeader {
  let [uncompressed, compressed] = [-1, -1];
  let data = { values: 0, encoding: -1 };
  reader.struct((id, type) => {
    if (id === 2) uncompressed = reader.int(type);
    if (id === 3) compressed = reader.int(type);
    // data pages of versions 1 and 2, which have their encoding in another place
    if (id === 5) data = dataOf(reader, type, 2);
    if (id === 8) data = dataOf(reader, type, 4);
  });
  return { uncompressed, compressed, ...data };
}

function dataOf(reader: ThriftReader, structType: number, encodingId: number): { values: number; encoding: number } {
  let [values, encoding] = [-1, -1];
  reader.struct((id, type) => {
    if (id === 1) values = reader.int(type);
    if (id === encodingId) encoding = reader.int(type);
  }, structType);
  return { values, encoding };
}
