/** Arrow IPC, a file or a stream -> batches of the columns that are asked for, message by message. */

import { InputError } from '../input-error.js';
import { batchHeader, readBody } from './arrow-body.js';
import { type Dictionary, type Parts, columnAt, placesOf } from './arrow-columns.js';
import { type ArrowMessage, NAME, messagesOf } from './arrow-messages.js';
import type { ArrowSource } from './arrow-source.js';
import { type ArrowField, fieldsOf } from './arrow-types.js';
import type { Column, ColumnBatch } from './columns.js';
import { cutShort, damaged } from './damage.js';
import { joined } from './dictionaries.js';
import { countField, intField, tableField } from './flatbuffer.js';
import { type Room, newRoom, reusedRoom } from './room.js';

/**
 * Chooses columns by the schema: the fields whose columns are read, in any order.
 *
 * @throws InputError for columns that are missing, there twice or of a type that will not do
 */
export type ChooseColumns = (fields: readonly ArrowField[]) => readonly ArrowField[];

/** More examples in one batch are hardly meant: keeps a wrong length from asking for as many. */
const MOST_EXAMPLES = 2 ** 27;

/**
 * Reads an Arrow file or stream from its first byte on, without looking back. Of a body only what is needed is read,
 * where the source can leave bytes out.
 *
 * @param source  is closed when the batches end
 * @returns batches, each valid until the next is asked for
 * @throws InputError without a source for what is no Arrow data, is cut short or damaged, and as `choose` does
 */
export async function* columnBatches(source: ArrowSource, choose: ChooseColumns): AsyncGenerator<ColumnBatch> {
  try {
    yield* batchesOf(source, choose);
  } catch (error) {
    throw error instanceof RangeError ? damaged(NAME, error.message) : error;
  } finally {
    source.close();
  }
}

/** The columns that Arrow data has, by its schema. @throws InputError as {@link columnBatches} does */
export async function arrowFields(source: ArrowSource): Promise<readonly ArrowField[]> {
  let found: readonly ArrowField[] | undefined;
  const nothing: ChooseColumns = (fields) => {
    found = fields;
    return [];
  };
  const batches = columnBatches(source, nothing);
  await batches.next();
  await batches.return(undefined);
  return found!;
}

async function* batchesOf(source: ArrowSource, choose: ChooseColumns): AsyncGenerator<ColumnBatch> {
  const room = reusedRoom();
  const dictionaries = new Map<number, Dictionary>();
  let fields: readonly ArrowField[] | null = null;
  let chosen: readonly ArrowField[] = [];
  let encoded: ReadonlyMap<number, ArrowField> = new Map();
  for await (const message of messagesOf(source)) {
    if (fields === null) {
      if (message.kind !== 'schema') throw new RangeError('no schema at its beginning');
      fields = fieldsOf(message.header);
      chosen = choose(fields);
      encoded = dictionariesOf(chosen);
    }
    if (message.kind === 'batch') {
      room.clear();
      const read = await readBatch(source, message, fields, chosen, room);
      yield { length: read.header.length, bytes: message.bodyBytes, columns: columnsOf(read, chosen, dictionaries) };
    } else if (message.kind === 'dictionary' && encoded.has(countField(message.header, 0))) {
      await readDictionary(source, message, encoded, dictionaries);
    } else if (!(await source.skip(message.bodyBytes))) throw cutShort(NAME);
  }
  if (fields === null) throw cutShort(NAME);
}

/** A batch whose needed buffers are in memory. */
type ReadBatch = Omit<Parts, 'dictionaries'> & { readonly fields: readonly ArrowField[] };

async function readBatch(
  source: ArrowSource,
  { header: table, bodyBytes }: Pick<ArrowMessage, 'header' | 'bodyBytes'>,
  fields: readonly ArrowField[],
  chosen: readonly ArrowField[],
  room: Room,
): Promise<ReadBatch> {
  const header = batchHeader(table, bodyBytes);
  if (header.length > MOST_EXAMPLES) {
    const found = `a record batch of ${header.length.toLocaleString('en-US')} examples`;
    throw new InputError({ found, expected: `at most ${MOST_EXAMPLES.toLocaleString('en-US')}` });
  }
  const places = placesOf(fields, header).filter(({ field }) => chosen.includes(field));
  const needed = places.flatMap(({ buffer, bufferEnd }) =>
    Array.from({ length: bufferEnd - buffer }, (_, i) => buffer + i),
  );
  return { header, fields, buffers: await readBody(source, header, needed, room) };
}

function columnsOf(
  { header, fields, buffers }: ReadBatch,
  chosen: readonly ArrowField[],
  dictionaries: ReadonlyMap<number, Dictionary>,
): Map<string, Column> {
  const places = placesOf(fields, header).filter(({ field }) => chosen.includes(field));
  const parts = { header, buffers, dictionaries };
  return new Map(places.map((place) => [place.field.name, columnAt(place, header.length, parts)]));
}

/** The dictionaries that columns, or elements of them, refer to, by their id. */
function dictionariesOf(fields: readonly ArrowField[]): Map<number, ArrowField> {
  return new Map(
    fields.flatMap((field) => [
      ...(field.dictionary === null ? [] : [[field.dictionary.id, field] as const]),
      ...dictionariesOf(field.children),
    ]),
  );
}

/** Keeps a dictionary, or what is added to one. */
async function readDictionary(
  source: ArrowSource,
  { header: message, bodyBytes }: ArrowMessage,
  encoded: ReadonlyMap<number, ArrowField>,
  dictionaries: Map<number, Dictionary>,
): Promise<void> {
  const id = countField(message, 0);
  const batch = tableField(message, 1);
  if (batch === null) throw new RangeError('a dictionary without entries');
  const entryField = { ...encoded.get(id)!, dictionary: null };
  const read = await readBatch(source, { header: batch, bodyBytes }, [entryField], [entryField], newRoom);
  const { length: count } = read.header;
  const entries = columnsOf(read, [entryField], dictionaries).get(entryField.name)!;
  const isDelta = intField(message, 2, 1) !== 0;
  const earlier = isDelta ? dictionaries.get(id) : undefined;
  dictionaries.set(id, earlier === undefined ? { entries, count } : joined(earlier, { entries, count }));
}
