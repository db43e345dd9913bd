/** Turns an Arrow model file back into a model, after proving that every byte is as it was written. */

import { closeSync } from 'node:fs';
import { quoted } from '../input-error.js';
import { MODEL_BLOCK, type Model, type ModelBlock, type ModelHeader, columnsBesideWeight } from '../learn/model.js';
import {
  decodeBatch,
  decodeFooter,
  metadataBytes,
  PREFIX,
  type BatchLayout,
  type Block,
  type Column,
} from './arrow-layout.js';
import { countNonzeros, firstDisorder, firstNotFinite } from './block-checks.js';
import { digestOf, findDigest, type EmbeddedDigest } from './model-digest.js';
import { FORMAT_VERSION, METADATA_KEY, parseMetadata } from './model-metadata.js';
import { altered, later, notAModel, type OpenFile, readAt, readFully, reopen } from './open-model.js';

/** The file is magic, schema message, record batches, footer, length of the footer, magic. */
interface Frame {
  readonly batchesStart: number;
  readonly footerStart: number;
  readonly footer: Uint8Array;
  /** In the schema message and in the footer. */
  readonly digests: readonly [EmbeddedDigest | null, EmbeddedDigest | null];
}

const MAGIC = Buffer.from('ARROW1\0\0');
const TAIL = 10; // length of the footer, and the magic without its padding
const SMALLEST = MAGIC.length + PREFIX + TAIL;

/** Far above the schema of any model: keeps a wrong length from asking for gigabytes. */
const MAX_METADATA = 1 << 26;

/** Rows of a block that is read: garbage of 1 MiB a column is collected in time (peak +40 MiB, +139 MiB at 2^20 rows). */
const READ_ROWS = 1 << 18;

/** See `readModel` in model-file.ts. */
export function readArrowModel(file: OpenFile): Model {
  const { path } = file;
  const frame = readFrame(file);
  checkDigests(file, frame.digests);
  const { columns, metadata, blocks } = orAltered(path, () => decodeFooter(frame.footer));
  const header = parseMetadata(metadata.get(METADATA_KEY) ?? '', path);
  checkColumns(path, header, columns);
  const batches = orAltered(path, () => readBatches(file, frame, blocks, columns.length));
  checkRows(path, header, batches);
  return { header, blocks: () => readBlocks(file, header, batches) };
}

/** The blocks of the file read before, which must still be there under its name. */
function* readBlocks(earlier: OpenFile, header: ModelHeader, batches: readonly BatchLayout[]): Generator<ModelBlock> {
  const { path } = earlier;
  const file = reopen(earlier);
  try {
    let last = -1;
    let nonzeros = 0;
    for (const piece of batches.flatMap(piecesOf)) {
      const block = readBlock(file, header, piece);
      checkBlock(path, header, block, last);
      last = block.slots.at(-1) ?? last;
      nonzeros += countNonzeros(block.weights);
      yield block;
    }
    if (nonzeros !== header.nonzeros) throw altered(path, `${nonzeros} nonzeros`, `${header.nonzeros}`);
  } finally {
    closeSync(file.fd);
  }
}

function piecesOf({ rows, columns }: BatchLayout): BatchLayout[] {
  return Array.from({ length: Math.ceil(rows / READ_ROWS) }, (_, i) => ({
    rows: Math.min(READ_ROWS, rows - i * READ_ROWS),
    columns: columns.map((position) => position + 4 * i * READ_ROWS),
  }));
}

function readBlock(file: OpenFile, { hasState, optimizer }: ModelHeader, { rows, columns }: BatchLayout): ModelBlock {
  const [slotsAt, ...numbersAt] = columns;
  const slots = new Uint32Array(rows);
  readFully(file, new Uint8Array(slots.buffer), slotsAt);
  const [weights, ...others] = numbersAt.map((position) => {
    const column = new Float32Array(rows);
    readFully(file, new Uint8Array(column.buffer), position);
    return column;
  });
  const state = () => optimizer.columns.map((name) => (name === 'weight' ? weights : others.shift()!));
  return { slots, weights, state: hasState ? state() : null };
}

function checkBlock(path: string, { hashing }: ModelHeader, { slots, weights, state }: ModelBlock, last: number): void {
  const disorder = firstDisorder(slots, last);
  if (disorder >= 0) throw altered(path, `slot ${slots[disorder]} after a higher one`, 'ascending slots');
  const highest = slots.at(-1) ?? 0;
  if (highest >= 2 ** hashing.bits) throw altered(path, `slot ${highest}`, `slots below 2^${hashing.bits}`);
  for (const column of [weights, ...(state ?? [])]) {
    const wrong = firstNotFinite(column);
    if (wrong >= 0) throw altered(path, `${column[wrong]} at slot ${slots[wrong]}`, 'finite numbers');
  }
}

/** Bounds all that says where something lies, before anything is decoded. */
function readFrame(file: OpenFile): Frame {
  const { path, size } = file;
  checkMagic(file);
  const schemaBytes = metadataBytes(readAt(file, MAGIC.length, PREFIX));
  const footerBytes = readAt(file, size - TAIL, TAIL).readInt32LE();
  const batchesStart = MAGIC.length + PREFIX + schemaBytes;
  const footerStart = size - TAIL - footerBytes;
  if (!fits(schemaBytes) || !fits(footerBytes) || batchesStart > footerStart) {
    const found = `a schema of ${schemaBytes} and a footer of ${footerBytes} bytes in a file of ${size}`;
    throw altered(path, found, 'lengths that fit the file');
  }
  const schema = readAt(file, MAGIC.length, PREFIX + schemaBytes);
  const footer = readAt(file, footerStart, footerBytes);
  return {
    batchesStart,
    footerStart,
    footer,
    digests: [findDigest(schema, MAGIC.length), findDigest(footer, footerStart)],
  };
}

function fits(bytes: number): boolean {
  return bytes > 0 && bytes <= MAX_METADATA;
}

function checkMagic(file: OpenFile): void {
  const { path, size } = file;
  if (size === 0) throw notAModel(path, 'an empty file');
  const head = readAt(file, 0, Math.min(size, MAGIC.length));
  if (!head.equals(MAGIC.subarray(0, head.length))) {
    throw notAModel(path, `a file that begins with ${quoted(head.toString('latin1'))}`);
  }
  const isWhole = size >= SMALLEST && readAt(file, size - 6, 6).equals(MAGIC.subarray(0, 6));
  if (!isWhole)
    throw altered(path, `a file cut short after ${size.toLocaleString('en-US')} bytes`, 'a whole model file');
}

function checkDigests({ path, fd, size }: OpenFile, [first, second]: Frame['digests']): void {
  if (first === null && second === null) throw notAModel(path, `an Arrow file without ${METADATA_KEY} metadata`);
  if (first?.sha256 !== second?.sha256 || first?.formatVersion !== second?.formatVersion) {
    throw altered(path, 'two digests that differ', 'the same digest at both ends');
  }
  if (first!.formatVersion > FORMAT_VERSION) throw later(path, first!.formatVersion, FORMAT_VERSION);
  const sha256 = digestOf(fd, size, [first!.offset, second!.offset]);
  if (sha256 !== first!.sha256) throw altered(path, `bytes with SHA-256 ${sha256}`, first!.sha256);
}

function checkColumns(path: string, header: ModelHeader, columns: readonly Column[]): void {
  const numbers = ['weight', ...(header.hasState ? columnsBesideWeight(header) : [])];
  const expected = ['slot: uint32', ...numbers.map((name) => `${name}: float32`)].join(', ');
  const found = columns.map(({ name, type }) => `${name}: ${type}`).join(', ');
  if (found !== expected) throw notAModel(path, `columns ${found}`, `columns ${expected}`);
}

/** @throws RangeError if batches overlap one another or the rest of the file, or are more than plain columns */
function readBatches(file: OpenFile, frame: Frame, blocks: readonly Block[], columns: number): BatchLayout[] {
  let end = frame.batchesStart;
  return blocks.map((block) => {
    const { position, messageBytes, bodyBytes } = block;
    const start = end;
    end = position + messageBytes + bodyBytes;
    if (position < start || end > frame.footerStart || messageBytes < PREFIX || messageBytes > MAX_METADATA) {
      throw new RangeError(`a record batch at ${position} of ${messageBytes} + ${bodyBytes} bytes`);
    }
    return decodeBatch(readAt(file, position, messageBytes), block, columns);
  });
}

function checkRows(path: string, { hasState, touched, nonzeros }: ModelHeader, batches: readonly BatchLayout[]): void {
  const rows = batches.reduce((sum, batch) => sum + batch.rows, 0);
  const largest = batches.reduce((most, batch) => Math.max(most, batch.rows), 0);
  if (largest > MODEL_BLOCK) throw altered(path, `a record batch of ${largest} rows`, `at most ${MODEL_BLOCK}`);
  if (hasState && rows > touched) throw altered(path, `${rows} rows`, `at most the ${touched} touched slots`);
  if (!hasState && rows !== nonzeros) throw altered(path, `${rows} rows`, `${nonzeros} nonzeros`);
}

/** Runs a decoder; what does not fit its bytes, although the digest is right, was put together by something else. */
function orAltered<T>(path: string, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (error instanceof RangeError) throw altered(path, `a wrong structure (${error.message})`, 'a whole model file');
    throw error;
  }
}
