/** What an input's columns seem to be -> a schema file to correct, with a comment on every line that is a guess. */

import { stringify } from 'yaml';

import type { ColumnSummary, ColumnType } from './column-summary.js';
import type { TableSummary } from './table-summary.js';
import { grouped, visible } from './text.js';

/** @param source the table's name */
export function schemaText(summary: TableSummary, source: string): string {
  const { format, records, missingTokens, columns, label, trim } = summary;
  const fields = columns.filter(({ name }) => name !== label?.column);
  const lines: Line[] = [
    [
      '',
      `a first schema of ${visible(source)}, by its first ${counted(records, 'record')}: correct it, then train with`,
    ],
    ['', `leanctr train ${visible(source)} --format ${format} --schema SCHEMA.yaml --model MODEL.arrow`],
    ['', `leanctr schema ${visible(source)} --format ${format} --schema SCHEMA.yaml tells how many --bits it needs`],
    ...above(labelLine(summary)),
    ...headerLines(summary),
    ...(trim ? [['trim: true', 'spaces around cells are not part of them'] as const] : []),
    ...(missingTokens.length > 0 ? [[`missing_tokens: ${list(missingTokens, quotedScalar)}`, ''] as const] : []),
    ...(fields.some(({ type }) => type.type === 'count') ? [COUNTS] : []),
    [fields.length === 0 ? 'fields: {}' : 'fields:', ''],
  ];
  const fieldLines = fields.map((column): Line => [`  ${keyOf(column.name)}: ${typeText(column.type)}`, about(column)]);
  return [...lines.map((line) => joined(line, 0)), ...aligned(fieldLines)].map((line) => `${line}\n`).join('');
}

/**
 * The same table, with the fields ignored that alone tell the label; the comment says so, and what they would be.
 *
 * @param leaks names of columns and the AUC that each gives alone
 */
export function ignoringLeaks(
  summary: TableSummary,
  leaks: readonly { readonly name: string; readonly auc: number }[],
): TableSummary {
  const columns = summary.columns.map((column): ColumnSummary => {
    const leak = leaks.find(({ name }) => name === column.name);
    if (leak === undefined) return column;
    const note = `alone tells the label, AUC ${leak.auc.toFixed(3)}; if known before the click: ${typeText(column.type)}`;
    return { ...column, type: { type: 'ignore' }, note };
  });
  return { ...summary, columns };
}

/** YAML and the comment after it; each may be empty. */
type Line = readonly [yaml: string, comment: string];

const COUNTS: Line = ['', 'count is for integers that measure: make those that name something categorical'];

/** The comment on a line of its own, where the line is long as it is. */
function above([yaml, comment]: Line): Line[] {
  return comment === ''
    ? [[yaml, '']]
    : [
        ['', comment],
        [yaml, ''],
      ];
}

function labelLine({ label, records }: TableSummary): Line {
  if (label === null) return ['label: TODO', 'no column has exactly two values: name the column of the label'];
  const { column, positive, negative, rate, note } = label;
  const share = `${percent(rate)} of ${counted(records, 'record')} positive`;
  const classes = `positive: ${quotedScalar(positive)}, negative: ${quotedScalar(negative)}`;
  return [`label: { column: ${scalar(column)}, ${classes} }`, note === null ? share : `${share}; ${note}: check it`];
}

function headerLines({ header, columns }: TableSummary): Line[] {
  if (header === null) return [];
  if (header) return [['header: true', '']];
  const names = columns.map(({ name }) => name);
  return above([`header: ${list(names, scalar)}`, 'no header was seen: give the columns better names']);
}

function typeText(type: ColumnType): string {
  if (type.type === 'time') return `{ type: time, parts: ${list(type.parts, scalar)}, format: ${type.format} }`;
  if (type.type === 'list' && type.separator !== null)
    return `{ type: list, separator: ${quotedScalar(type.separator)} }`;
  return type.type;
}

/** `9 distinct, 5.6% missing, such as Private, State-gov` */
function about({ distinct, exact, missing, examples, note }: ColumnSummary): string {
  const parts = [
    ...(distinct === null ? [] : [exact ? `${grouped(distinct)} distinct` : aboutDistinct(distinct)]),
    ...(missing === null || missing === 0 ? [] : [`${percent(missing)} missing`]),
    ...(examples.length === 0 ? [] : [`such as ${examples.map(short).join(', ')}`]),
  ];
  return [...(note === null ? [] : [note]), ...(parts.length === 0 ? [] : [parts.join(', ')])].join('; ');
}

function aboutDistinct(distinct: number): string {
  return `about ${grouped(Number(distinct.toPrecision(3)))} distinct`;
}

const EXAMPLE_LENGTH = 24;

function short(text: string): string {
  const begin = text.slice(0, EXAMPLE_LENGTH).replace(/[\uD800-\uDBFF]$/, '');
  return visible(begin.length < text.length ? `${begin}…` : text);
}

/** What is not nothing does not look like nothing. */
function percent(share: number): string {
  return share > 0 && share < 0.0005 ? 'under 0.1%' : `${(share * 100).toFixed(1)}%`;
}

function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function list(texts: readonly string[], write: (text: string) => string): string {
  return `[${texts.map(write).join(', ')}]`;
}

// beyond, one long name would push all comments out of sight
const COMMENT_COLUMN = 48;

function aligned(lines: readonly Line[]): string[] {
  const widths = lines.map(([yaml]) => yaml.length).filter((width) => width <= COMMENT_COLUMN);
  return lines.map((line) => joined(line, Math.max(0, ...widths)));
}

function joined([yaml, comment]: Line, width: number): string {
  if (comment === '') return yaml;
  return yaml === '' ? `# ${comment}` : `${yaml.padEnd(width)} # ${comment}`;
}

/** A key; one that is longer must be announced with a question mark. */
function keyOf(name: string): string {
  const key = scalar(name);
  return key.length > 1024 ? `? ${key}\n  ` : key;
}

/** A word stays plain where any YAML reader takes it for a text, in lists too. */
function scalar(text: string): string {
  const isWord = /^[\p{L}_][\p{L}\p{N}_.-]*$/u.test(text);
  const isPlain = isWord && stringify(text, { compat: 'yaml-1.1', lineWidth: 0 }) === `${text}\n`;
  return isPlain ? text : quotedScalar(text);
}

/** In double quotes, on one line. */
function quotedScalar(text: string): string {
  const quoted = stringify(text, {
    defaultStringType: 'QUOTE_DOUBLE',
    lineWidth: 0,
    doubleQuotedMinMultiLineLength: Infinity,
  });
  // what JSON leaves as it is may not be in a YAML file, or steers a terminal
  return quoted.trimEnd().replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, escaped);
}

function escaped(character: string): string {
  const hex = character.codePointAt(0)!.toString(16);
  return hex.length > 4 ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`;
}
