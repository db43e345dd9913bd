/** A small Parquet file -> Arrow IPC, by parquet-wasm: Rust's parquet crate in WebAssembly, loaded when it is first needed. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

import type * as ParquetWasm from 'parquet-wasm/esm/parquet_wasm.js';

import { withMemoryLimit } from './wasm-memory.js';

type Decoder = Pick<typeof ParquetWasm, 'readParquet'>;

/** Rows to decode. */
export interface Rows {
  readonly offset: number;
  readonly limit: number;
  /** Rows of a record batch. */
  readonly batchSize: number;
}

/** Memory of the decoder: what damaged pages may take at most. */
const MOST_MEMORY_BYTES = 2 ** 31;

const require = createRequire(import.meta.url);
/** Of this thread. */
let loading: Promise<Decoder> | null = null;
let loads = 0;

/**
 * The decoder of this thread.
 *
 * @returns decodes some rows of a file into an Arrow IPC stream; throws RangeError for what it cannot decode
 */
export async function parquetDecoder(): Promise<(file: Uint8Array, rows: Rows) => Uint8Array> {
  const { readParquet } = await (loading ??= load());
  return (file, { offset, limit, batchSize }) => {
    try {
      return readParquet(file, { offset, limit, batchSize }).intoIPCStream();
    } catch (error) {
      throw refusal(error);
    }
  };
}

/** Each time another module: one that panicked is left behind. */
async function load(): Promise<Decoder> {
  const name = pathToFileURL(require.resolve('parquet-wasm/esm/parquet_wasm.js')).href;
  const module: typeof ParquetWasm = await import(`${name}?${loads++}`);
  const binary = readFileSync(require.resolve('parquet-wasm/esm/parquet_wasm_bg.wasm'));
  module.initSync({ module: withMemoryLimit(binary, MOST_MEMORY_BYTES) });
  return module;
}

function refusal(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (error.name === 'RuntimeError') {
    // a panic, or no memory left: what it held is lost
    loading = null;
    return new RangeError('the decoder gave up');
  }
  // the library's own errors are plain ones
  return error.constructor === Error ? new RangeError(error.message) : error;
}
