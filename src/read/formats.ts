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
  const line = firstRecord(textOf(start));
  if (line.split('\t').length === 40) return criteo;
  if (line.split('\t').length === 39) return criteoUnlabelled;
  if (/^[-+]?[01]([ \t]+(qid:[0-9]+|[0-9]+:[^ \t]+))*[ \t\r]*(#|$)/.test(line)) return svmlight;
  const expected = 'Criteo TSV (40 columns) or svmlight, plain or gzip';
  throw new InputError({ source: name, found: foundIn(start, line), expected, advice });
}

/** The first line that is neither blank nor a comment; of one without an end, the words that surely are whole. */
function firstRecord(text: string): string {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => !/^[ \t\r]*(#|$)/.test(line));
  if (first < 0) return '';
  const line = lines[first];
  if (first < lines.length - 1) return line;
  const space = Math.max(line.lastIndexOf(' '), line.lastIndexOf('\t'));
  return space < 0 ? line : line.slice(0, space + 1);
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
  const columns = line.split('\t').length;
  return `a first line of ${columns} tab-separated ${columns === 1 ? 'column' : 'columns'}`;
}
