/** Arrow IPC as it comes, a stream or a file that cannot be looked back into -> batches of columns. */

import { type BatchReader, type ChooseColumns, batchReader } from './arrow-batches.js';
import { NAME, messagesOf } from './arrow-messages.js';
import type { ArrowSource } from './arrow-source.js';
import { fieldsOf } from './arrow-types.js';
import type { ColumnBatch } from './columns.js';
import { cutShort, damaged } from './damage.js';
import type { Room } from './room.js';

/**
 * Reads from the first byte on, message by message. Of a body only what is needed is read, where the source can leave
 * bytes out.
 *
 * @param source is closed when the batches end
 * @param room   where columns may lie; cleared for every batch
 * @returns batches, each valid until the next is asked for
 * @throws InputError without a source for what is no Arrow data, is cut short or damaged, and as `choose` does
 */
export async function* columnBatches(
  source: ArrowSource,
  choose: ChooseColumns,
  room?: Room,
): AsyncGenerator<ColumnBatch> {
  try {
    yield* batchesOf(source, choose, room);
  } catch (error) {
    throw error instanceof RangeError ? damaged(NAME, error.message) : error;
  } finally {
    source.close();
  }
}

async function* batchesOf(source: ArrowSource, choose: ChooseColumns, room?: Room): AsyncGenerator<ColumnBatch> {
  let reader: BatchReader | null = null;
  for await (const message of messagesOf(source)) {
    if (reader === null) {
      if (message.kind !== 'schema') throw new RangeError('no schema at its beginning');
      reader = batchReader(fieldsOf(message.header), choose, room);
    }
    if (message.kind === 'batch') yield await reader.readBatch(source, message);
    else {
      const taken = message.kind === 'dictionary' && (await reader.readDictionary(source, message));
      if (!taken && !(await source.skip(message.bodyBytes))) throw cutShort(NAME);
    }
  }
  if (reader === null) throw cutShort(NAME);
}
