/** Messages of one Arrow file or stream -> batches of the columns that are needed, and the dictionaries that these refer to. */

import { InputError } from '../input-error.js';
import { batchHeader, readBody } from './arrow-body.js';
import { type Dictionary, type Parts, columnAt, placesOf } from './arrow-columns.js';
import type { ArrowMessage } from './arrow-messages.js';
import type { ArrowSource } from './arrow-source.js';
import type { ArrowField } from './arrow-types.js';
import type { Column, ColumnBatch } from './columns.js';
import { joined } from './dictionaries.js';
import { countField, intField, tableField } from './flatbuffer.js';
import { type Room, newRoom, reusedRoom } from './room.js';

/**
 * Chooses columns by the schema.
 *
 * @throws InputError for columns that are missing, there twice or of a type that will not do
 */
export type ChooseColumns = (fields: readonly ArrowField[]) => readonly ArrowField[];

/** Takes the bodies of messages from their source. */
export interface BatchReader {
  /** @returns a batch, valid until the next is asked for */
  readBatch(source: ArrowSource, message: ArrowMessage): Promise<ColumnBatch>;
  /** Keeps a dictionary, or what is added to one; takes nothing and returns false if no column needs it. */
  readDictionary(source: ArrowSource, message: ArrowMessage): Promise<boolean>;
}

/** More examples in one batch are hardly meant: keeps a wrong length from asking for as many. */
const MOST_EXAMPLES = 2 ** 27;

/**
 * @param fields of the schema
 * @param room   cleared for every batch
 * @throws InputError as `choose` does; what it returns throws RangeError for damage too
 */
export function batchReader(
  fields: readonly ArrowField[],
  choose: ChooseColumns,
  room: Room = reusedRoom(),
): BatchReader {
  const chosen = choose(fields);
  const encoded = dictionariesOf(chosen);
  const dictionaries = new Map<number, Dictionary>();
  return {
    async readBatch(source, { header, bodyBytes }) {
      room.clear();
      const parts = await readParts(source, header, bodyBytes, fields, chosen, room);
      const { length } = parts.header;
      return { length, bytes: bodyBytes, columns: columnsOf(parts, fields, chosen, dictionaries) };
    },
    async readDictionary(source, { header: message, bodyBytes }) {
      const id = countField(message, 0);
      const field = encoded.get(id);
      if (field === undefined) return false;
      const batch = tableField(message, 1);
      if (batch === null) throw new RangeError('a dictionary without entries');
      const entryFields = [{ ...field, dictionary: null }];
      const parts = await readParts(source, batch, bodyBytes, entryFields, entryFields, newRoom);
      const entries = columnsOf(parts, entryFields, entryFields, dictionaries).get(field.name)!;
      const added = { entries, count: parts.header.length };
      const earlier = intField(message, 2, 1) === 0 ? undefined : dictionaries.get(id);
      dictionaries.set(id, earlier === undefined ? added : joined(earlier, added));
      return true;
    },
  };
}

/** What a batch is made of, in memory. */
type ReadParts = Omit<Parts, 'dictionaries'>;

async function readParts(
  source: ArrowSource,
  table: ArrowMessage['header'],
  bodyBytes: number,
  fields: readonly ArrowField[],
  chosen: readonly ArrowField[],
  room: Room,
): Promise<ReadParts> {
  const header = batchHeader(table, bodyBytes);
  if (header.length > MOST_EXAMPLES) {
    const found = `a record batch of ${header.length.toLocaleString('en-US')} examples`;
    throw new InputError({ found, expected: `at most ${MOST_EXAMPLES.toLocaleString('en-US')}` });
  }
  const needed = placesOf(fields, header)
    .filter(({ field }) => chosen.includes(field))
    .flatMap(({ buffer, bufferEnd }) => Array.from({ length: bufferEnd - buffer }, (_, i) => buffer + i));
  return { header, buffers: await readBody(source, header, needed, room), room };
}

function columnsOf(
  parts: ReadParts,
  fields: readonly ArrowField[],
  chosen: readonly ArrowField[],
  dictionaries: ReadonlyMap<number, Dictionary>,
): Map<string, Column> {
  const places = placesOf(fields, parts.header).filter(({ field }) => chosen.includes(field));
  return new Map(
    places.map((place) => [place.field.name, columnAt(place, parts.header.length, { ...parts, dictionaries })]),
  );
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
