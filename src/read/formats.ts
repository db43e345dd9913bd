/** Finds the format of an input by what was asked for, by its name, or by its first line. */

import { InputError } from '../input-error.js';
import { criteo, criteoUnlabelled } from './criteo.js';
import { type Format, textOf } from './record.js';
import { svmlight } from './svmlight.js';

export const FORMATS: Readonly<Record<string, Format>> = {
  criteo,
  'criteo-unlabelled': criteoUnlabelled,
  svmlight,
};

const NAMES = Object.keys(FORMATS).join(', ');

/** @throws InputError if there is no such format */
export function formatNamed(name: string): Format {
  const format = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
  if (format) return format;
  throw new InputError({ source: '--format', found: name, expected: NAMES });
}

const BY_NAME: readonly [RegExp, Format][] = [
  [/\.(svm|svmlight|libsvm)(\.gz)?$/i, svmlight],
  [/\.criteo(\.gz)?$/i, criteo],
];

/**
 * @param name  the input's name
 * @param start its first bytes, decompressed; null where nobody can look
 * @throws InputError if neither tells
 */
export function detectFormat(name: string, start: Uint8Array | null): Format {
  const byName = BY_NAME.find(([pattern]) => pattern.test(name));
  if (byName) return byName[1];
  const advice = 'say which with --format';
  if (!start) throw new InputError({ source: name, found: 'a pipe of unknown format', expected: NAMES, advice });
  if (start.length === 0) throw new InputError({ source: name, found: 'an empty file', expected: 'records' });
  const [line, second] = firstRecords(textOf(start));
  if (columnsOf(line) === 40) return criteo;
  // one record without a column may be damaged; two are meant so
  if (columnsOf(line) === 39) return second === undefined || columnsOf(second) === 39 ? criteoUnlabelled : criteo;
  if (/^[-+]?[01]([ \t]+(qid:[0-9]+|[0-9]+:[^ \t]+))*[ \t\r]*(#|$)/.test(line)) return svmlight;
  const expected = 'Criteo TSV (40 columns) or svmlight, plain or gzip';
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
  ['28b52ffd', 'zstd data'],
  ['04224d18', 'lz4 data'],
  ['50415231', 'a Parquet file'],
  ['4152524f5731', 'an Arrow file'],
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
