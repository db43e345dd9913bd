/** The page headers of a column, held against what the footer says of it, before anything is decompressed. */

import type { ColumnChunk } from './parquet-footer.js';
import { ThriftReader } from './thrift-reader.js';

/** Sizes and numbers in a page's header. */
interface PageHeader {
  readonly uncompressed: number;
  readonly compressed: number;
  /** Values of a data page; of a dictionary, 0. */
  readonly values: number;
}

/**
 * @param bytes of the column chunk
 * @returns bytes of its pages once decompressed
 * @throws RangeError if the pages do not fit the bytes or do not hold the values that the footer promises
 */
export function decompressedBytes(bytes: Uint8Array, { values }: ColumnChunk): number {
  const reader = new ThriftReader(bytes);
  let sum = 0;
  for (let left = values; left > 0;) {
    const page = headerOf(reader);
    if (page.compressed < 0 || page.compressed > bytes.length - reader.at) {
      throw new RangeError(`a page of ${page.compressed} bytes`);
    }
    if (page.uncompressed < 0 || page.values < 0 || page.values > left) {
      throw new RangeError(`a page of ${page.values} values in ${page.uncompressed} bytes`);
    }
    reader.at += page.compressed;
    sum += page.uncompressed;
    left -= page.values;
  }
  return sum;
}

function headerOf(reader: ThriftReader): PageHeader {
  let [uncompressed, compressed, values] = [-1, -1, 0];
  reader.struct((id, type) => {
    if (id === 2) uncompressed = reader.int(type);
    if (id === 3) compressed = reader.int(type);
    // data pages of versions 1 and 2
    if (id === 5 || id === 8) values = valuesIn(reader, type);
  });
  return { uncompressed, compressed, values };
}

function valuesIn(reader: ThriftReader, structType: number): number {
  let values = -1;
  reader.struct((id, type) => {
    if (id === 1) values = reader.int(type);
  }, structType);
  return values;
}
