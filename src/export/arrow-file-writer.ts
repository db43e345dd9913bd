// oxlint-disable no-underscore-dangle -- Arrow's protected methods are named so
/** Turns record batches into the bytes of an Arrow IPC file, as they come. Imports Arrow: load it late. */

import { Message, RecordBatchFileWriter, type Schema } from 'apache-arrow';
import { findDigest } from './model-digest.js';

export type Sink = (bytes: Uint8Array) => void;

/**
 * Arrow's writer, but straight into a sink: its own queue would hold the whole file. It also writes the schema message
 * at the beginning, which the format asks for and Arrow 21.2 leaves out.
 */
export class ArrowFileWriter extends RecordBatchFileWriter {
  bytes = 0;
  /** Where the digest's digits begin: in the schema message and in the footer. */
  readonly digestOffsets: number[] = [];
  /** Bytes that stand between the end of the batches and the footer: readers of Arrow pass over them. */
  beforeFooter: Uint8Array | null = null;
  readonly #sink: Sink;
  #inSchema = false;
  #inFooter = false;

  constructor(sink: Sink) {
    super();
    this.#sink = sink;
  }

  protected override _writeSchema(schema: Schema): this {
    super._writeSchema(schema);
    return this.#withSchema(() => this._writeMessage(Message.from(schema)));
  }

  protected override _writeFooter(schema: Schema): this {
    this.#inFooter = true;
    return this.#withSchema(() => super._writeFooter(schema));
  }

  protected override _write(chunk: unknown): this {
    if (!ArrayBuffer.isView(chunk)) throw new TypeError('Arrow wrote something else than bytes');
    const bytes = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const digest = this.#inSchema ? findDigest(bytes, this.bytes) : null;
    if (digest !== null) this.digestOffsets.push(digest.offset);
    this.#sink(bytes);
    this.bytes += bytes.byteLength;
    this._position = this.bytes; // Arrow's own count, from which the footer says where a batch lies
    // the first that Arrow writes of the footer is the mark of the batches' end
    if (this.#inFooter && this.beforeFooter !== null) {
      const between = this.beforeFooter;
      this.beforeFooter = null;
      this._write(between);
    }
    return this;
  }

  #withSchema(write: () => this): this {
    this.#inSchema = true;
    write();
    this.#inSchema = false;
    return this;
  }
}
