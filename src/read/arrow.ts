/** Arrow IPC, files (also Feather 2) and streams, with a schema: columns by name, one record batch after the other. */

import { closeSync } from 'node:fs';

import type { BatchReader, ChooseColumns } from './arrow-batches.js';
import { type ArrowFile, batchesIn, fileReader, isArrowFile, openArrowFile } from './arrow-file.js';
import { rangeSource, streamSource } from './arrow-source.js';
import { columnBatches } from './arrow-stream.js';
import { openStream } from './bytes.js';
import { chooseColumns } from './column-choice.js';
import { addTexts } from './first-labels.js';
import { type Input, openInput } from './inputs.js';
import { classesOf } from './label-classes.js';
import type { ColumnFormat } from './record.js';
import type { Schema } from './schema.js';
import type { Classes, ColumnSpec } from './table.js';

/** Bytes of a part: about a record batch or two. */
const PART_BYTES = 1 << 24;

export function arrow(spec: ColumnSpec): ColumnFormat {
  const { name, schema, classes } = spec;
  return {
    name,
    spec,
    labelled: classes !== null,
    weighted: classes !== null && schema.importance !== null,
    fields: schema.fields,
    crosses: schema.crosses,
    partBytes: PART_BYTES,
    readColumns: arrowParts((fields) => chooseColumns(fields, spec)),
  };
}

/**
 * The batches of parts of Arrow inputs: of a file those that begin in the part, of a stream all of them, in its first.
 * What is known of a file is kept for its next part.
 */
export function arrowParts(choose: ChooseColumns): ColumnFormat['readColumns'] {
  let last: { readonly input: Input; readonly file: ArrowFile; readonly reader: BatchReader } | null = null;
  return async function* (part, signal, room) {
    const { input } = part;
    if (input.kind !== 'file') {
      yield* columnBatches(streamSource(openStream(input, signal)), choose, room);
      return;
    }
    const fd = openInput(input.path!);
    try {
      if (!isArrowFile(fd, input.size!)) {
        if (part.from === 0) yield* columnBatches(rangeSource(fd, 0, input.size!), choose, room);
        return;
      }
      if (last?.input !== input) {
        const file = openArrowFile(fd, input.size!);
        last = { input, file, reader: await fileReader(fd, file, choose, room) };
      }
      yield* batchesIn(fd, last.file, last.reader, part);
    } finally {
      closeSync(fd);
    }
  };
}

/**
 * The label's classes: what the schema leaves open, the first batch says.
 *
 * @returns null if the input has no column of labels
 * @throws InputError as `classesOf` does, and for what is no Arrow data. A pipe cannot be looked at: it has labels.
 */
export async function classesInArrow(schema: Schema, input: Input): Promise<Classes | null> {
  if (input.kind === 'pipe') return classesOf(schema.label, []);
  let isLabelled = false;
  const { column } = schema.label;
  const choose: ChooseColumns = (fields) => {
    const label = fields.filter(({ name }) => name === column);
    isLabelled = label.length > 0;
    // so that a column that cannot be a label is refused before it is asked for its texts
    return isLabelled
      ? chooseColumns(fields, { schema, classes: { ...schema.label, negative: [] } }).filter((f) => label.includes(f))
      : [];
  };
  const texts = new Set<string>();
  for await (const { length, columns } of arrowParts(choose)({ input, from: 0, to: Infinity, endsInput: true })) {
    if (!isLabelled || schema.label.negative !== null) break;
    addTexts(columns.get(column)!, length, texts);
    if (texts.size > 0) break;
  }
  return isLabelled ? classesOf(schema.label, texts) : null;
}
