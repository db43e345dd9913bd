/** Finds the format of an input by what was asked for, by its name, or by its first records. */

import { InputError } from '../input-error.js';
import { arrow } from './arrow.js';
import { beginsArrow } from './arrow-messages.js';
import { isAvazuHeader } from './avazu.js';
import { criteo, criteoUnlabelled } from './criteo.js';
import { delimited } from './delimited.js';
import { jsonLines } from './json-lines.js';
import { hivemall } from './hivemall.js';
import { libffm } from './libffm.js';
import { beginsParquet } from './parquet-file.js';
import { parquet } from './parquet.js';
import {
  type FixedFormatName,
  type Format,
  type FormatSpec,
  type RecordFormat,
  type TextSpec,
  textOf,
} from './record.js';
import { svmlight } from './svmlight.js';
import { type ColumnSpec, DELIMITERS, type TableFormat } from './table.js';
import { vw } from './vw.js';

/** Formats whose fields are known; those of the others come from a schema. */
export const FORMATS: Readonly<Record<FixedFormatName, Format>> = {
  criteo,
  'criteo-unlabelled': criteoUnlabelled,
  svmlight,
  libffm,
  hivemall,
};

/** Formats of tables, whose columns a schema describes. */
const TABLE_FORMATS = Object.keys(DELIMITERS);

/** Formats whose records a schema describes; `vw` does without one too. */
export type SchemaFormat = TableFormat | 'jsonl' | 'vw' | 'arrow' | 'parquet';

/** `avazu` is a table whose schema is known. */
export type FormatName = FixedFormatName | 'avazu' | SchemaFormat;

const NAMES = [...Object.keys(FORMATS), 'avazu', ...TABLE_FORMATS, 'jsonl', 'vw', 'arrow', 'parquet'].join(', ');

/** The same format in another thread. */
export function formatFrom(spec: TextSpec): Format;
export function formatFrom(spec: FormatSpec): RecordFormat;
export function formatFrom(spec: FormatSpec): RecordFormat {
  if (isColumnSpec(spec)) return spec.name === 'arrow' ? arrow(spec) : parquet(spec);
  if (spec.name === 'jsonl') return jsonLines(spec);
  if (spec.name === 'vw') return vw(spec);
  return 'schema' in spec ? delimited(spec) : FORMATS[spec.name];
}

function isColumnSpec(spec: FormatSpec): spec is ColumnSpec {
  return spec.name === 'arrow' || spec.name === 'parquet';
}

/** @throws InputError if there is no such format */
export function checkFormatName(name: string): FormatName {
  const isKnown = Object.hasOwn(FORMATS, name) || name === 'avazu' || takesSchema(name as FormatName);
  if (isKnown) return name as FormatName;
  throw new InputError({ source: '--format', found: name, expected: NAMES });
}

export function isTable(name: FormatName): name is TableFormat {
  return TABLE_FORMATS.includes(name);
}

export function takesSchema(name: FormatName): name is SchemaFormat {
  return ['jsonl', 'vw', 'arrow', 'parquet'].includes(name) || isTable(name);
}

/** Whether only a schema says what the columns mean. */
export function needsSchema(name: FormatName): name is Exclude<SchemaFormat, 'vw'> {
  return takesSchema(name) && name !== 'vw';
}

const COMPRESSED = String.raw`(\.(gz|zst|lz4))?$`;
const BY_NAME: readonly [RegExp, FormatName][] = [
  [new RegExp(String.raw`\.(svm|svmlight|libsvm)${COMPRESSED}`, 'i'), 'svmlight'],
  [new RegExp(String.raw`\.(ffm|libffm)${COMPRESSED}`, 'i'), 'libffm'],
  [new RegExp(String.raw`\.criteo${COMPRESSED}`, 'i'), 'criteo'],
  [new RegExp(String.raw`\.csv${COMPRESSED}`, 'i'), 'csv'],
  [new RegExp(String.raw`\.(jsonl|ndjson)${COMPRESSED}`, 'i'), 'jsonl'],
  [new RegExp(String.raw`\.vw${COMPRESSED}`, 'i'), 'vw'],
  [new RegExp(String.raw`\.(arrow|arrows|feather|ipc)${COMPRESSED}`, 'i'), 'arrow'],
  [new RegExp(String.raw`\.(parquet|pq)${COMPRESSED}`, 'i'), 'parquet'],
];

/**
 * @param name      the input's name
 * @param start     its first bytes, decompressed; null where nobody can look
 * @param hasSchema whether there is a schema, which only tables, JSON lines and Vowpal Wabbit's text have
 * @throws InputError if neither tells
 */
export function detectFormat(name: string, start: Uint8Array | null, hasSchema = false): FormatName {
  const byName = BY_NAME.find(([pattern, format]) => pattern.test(name) && (!hasSchema || takesSchema(format)));
  const isCsv = byName === undefined || byName[1] === 'csv';
  if (isCsv && !hasSchema && start && isAvazuHeader(textOf(start).split('\n', 1)[0])) return 'avazu';
  if (byName) return byName[1];
  const advice = 'say which with --format';
  if (!start) throw new InputError({ source: name, found: 'a device of unknown format', expected: NAMES, advice });
  if (beginsArrow(start)) return 'arrow';
  if (beginsParquet(start)) return 'parquet';
  const text = textOf(start);
  // no record of another format starts so
  if (/^\ufeff?[ \t\r\n]*\{/.test(text)) return 'jsonl';
  const [line, second] = firstRecords(text);
  // a table's line may have bars in its lists, but no space between its label and them
  if (hasSchema && /^ *[-+]?[0-9.]+ [^|\t,]*\|/.test(line)) return 'vw';
  if (hasSchema) return line.includes('\t') ? 'tsv' : 'csv';
  if (columnsOf(line) === 40) return 'criteo';
  // one record without a column may be damaged; two are meant so
  if (columnsOf(line) === 39) return second === undefined || columnsOf(second) === 39 ? 'criteo-unlabelled' : 'criteo';
  if (/^[-+]?[01]([ \t]+[0-9]+:[0-9]+:[^ \t]+)+[ \t\r]*$/.test(line)) return 'libffm';
  if (/^[-+]?[01]([ \t]+(qid:[0-9]+|[0-9]+:[^ \t]+))*[ \t\r]*(#|$)/.test(line)) return 'svmlight';
  if (/^[0-9]+(:[^,\t]+)?(,[0-9]+(:[^,\t]+)?)*[ \t][-+]?[01]\r?$/.test(line)) return 'hivemall';
  if (/^(?:[-+0-9. '][^|\t,]*)?\|/.test(line)) return 'vw';
  const expected = 'Criteo TSV (40 columns), svmlight, or a table with --schema';
  throw new InputError({ source: name, found: foundIn(start, line), expected, advice });
}

/** The first two lines that are neither blank nor comments; of one without an end, the words that surely are whole. */
function firstRecords(text: string): [string, string | undefined] {
  const lines = text.split('\n');
  const records = lines.flatMap((line, i) => (/^[ \t\r]*(#|$)/.test(line) ? [] : [i])).slice(0, 2);
  const [first, second] = records.map((i) => (i < lines.length - 1 ? lines[i] : wholeWords(lines[i])));
  // the second may be cut by the end of what was looked at: then it says nothing
  return [first ?? '', records[1] === lines.length - 1 ? undefined : second];
}

function wholeWords(line: string): string {
  const space = Math.max(line.lastIndexOf(' '), line.lastIndexOf('\t'));
  return space < 0 ? line : line.slice(0, space + 1);
}

function columnsOf(line: string): number {
  return line.split('\t').length;
}

const OTHERS: readonly [string, string][] = [
  ['02214c18', 'lz4 data in its legacy format'],
  ['504b0304', 'a zip file'],
  ['425a68', 'bzip2 data'],
  ['fd377a585a00', 'xz data'],
];

function foundIn(start: Uint8Array, line: string): string {
  const hex = Buffer.from(start.subarray(0, 8)).toString('hex');
  const other = OTHERS.find(([magic]) => hex.startsWith(magic));
  if (other) return other[1];
  if (/[^\P{Cc}\t\r]/u.test(line)) return 'binary data';
  const columns = columnsOf(line);
  return `a first line of ${columns} tab-separated ${columns === 1 ? 'column' : 'columns'}`;
}
