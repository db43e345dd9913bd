/** Turns a model into an Arrow IPC file, record batch by record batch. Imports Arrow: load it late. */

import { createHash } from 'node:crypto';
import { fstatSync } from 'node:fs';
import { Field, Float32, makeData, RecordBatch, Schema, Struct, Uint32 } from 'apache-arrow';
import { type Model, type ModelBlock, type ModelHeader, columnsBesideWeight } from '../learn/model.js';
import { ArrowFileWriter, type Sink } from './arrow-file-writer.js';
import { writeAtomically, writeFully } from './atomic-write.js';
import { finiteModel } from './finite-model.js';
import { checkBlocks } from './model-checks.js';
import { ZERO_DIGEST } from './model-digest.js';
import { METADATA_KEY, metadataText } from './model-metadata.js';
import { storedBlocks } from './stored-blocks.js';

export interface WriteModelOptions {
  /** False leaves the optimizer's columns out and stores only the weights that are not zero; true unless given. */
  readonly state?: boolean;
}

export interface WrittenModel {
  readonly path: string;
  /** Of the whole file. */
  readonly bytes: number;
  /** The digest in the file: SHA-256 of the file with zeros in place of the digest, 64 hexadecimal digits. */
  readonly sha256: string;
}

/** See `writeModel` in model-file.ts. */
export async function writeArrowModel(path: string, model: Model, options: WriteModelOptions): Promise<WrittenModel> {
  const header = { ...model.header, hasState: model.header.hasState && options.state !== false };
  const finite = finiteModel(model, path);
  let written = { bytes: 0, sha256: ZERO_DIGEST };
  await writeAtomically(path, (fd) => {
    const blocks = () => checkBlocks(header, storedBlocks(header, finite));
    written = fstatSync(fd).isFile() ? writeThenPatch(fd, header, blocks()) : writeTwice(fd, header, blocks);
  });
  return { path, ...written };
}

/** The bytes of the file that {@link writeArrowModel} would write of a model without its state. */
export function arrowBytes(model: Model): number {
  const header = { ...model.header, hasState: false };
  return encode(header, ZERO_DIGEST, storedBlocks(header, model), () => {}).bytes;
}

/** Writes with zeros for the digest, which is known last, and puts it in its places afterwards. */
function writeThenPatch(fd: number, header: ModelHeader, blocks: Iterable<ModelBlock>) {
  const hash = createHash('sha256');
  const { bytes, digestOffsets } = encode(header, ZERO_DIGEST, blocks, (chunk) => {
    hash.update(chunk);
    writeFully(fd, chunk);
  });
  const sha256 = hash.digest('hex');
  for (const offset of digestOffsets) writeFully(fd, Buffer.from(sha256, 'latin1'), offset);
  return { bytes, sha256 };
}

/** A pipe takes nothing back: the digest must be known before the first byte. */
function writeTwice(fd: number, header: ModelHeader, blocks: () => Iterable<ModelBlock>) {
  const hash = createHash('sha256');
  encode(header, ZERO_DIGEST, blocks(), (chunk) => hash.update(chunk));
  const sha256 = hash.digest('hex');
  const { bytes } = encode(header, sha256, blocks(), (chunk) => writeFully(fd, chunk));
  return { bytes, sha256 };
}

function encode(header: ModelHeader, sha256: string, blocks: Iterable<ModelBlock>, sink: Sink): ArrowFileWriter {
  const schema = schemaOf(header, sha256);
  const writer = new ArrowFileWriter(sink);
  writer.reset(undefined, schema); // writes the schema even if no block follows
  for (const block of blocks) writer.write(recordBatchOf(schema, block));
  writer.finish();
  return writer;
}

function schemaOf(header: ModelHeader, sha256: string): Schema {
  const numbers = ['weight', ...(header.hasState ? columnsBesideWeight(header) : [])];
  const fields = [new Field('slot', new Uint32()), ...numbers.map((name) => new Field(name, new Float32()))];
  return new Schema(fields, new Map([[METADATA_KEY, metadataText(header, sha256)]]));
}

function recordBatchOf(schema: Schema, { slots, weights, state }: ModelBlock): RecordBatch {
  const numbers = [weights, ...(state ?? [])];
  const children = [
    makeData({ type: new Uint32(), data: slots }),
    ...numbers.map((data) => makeData({ type: new Float32(), data })),
  ];
  const struct = makeData({ type: new Struct(schema.fields), length: slots.length, nullCount: 0, children });
  return new RecordBatch(schema, struct);
}
