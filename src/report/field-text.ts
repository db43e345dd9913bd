/** A report on fields becomes a page for a terminal: the fields, what other numbers of bits would do, and what to make of it. */

import type { BitsLine, FieldLine, FieldReport } from './field-report.js';
import { endOf, grouped, visible, wrapped } from './text.js';

const NAME = 23;

/** The page, ending with a line feed. @param source the inputs, as they were named */
export function fieldPage(report: FieldReport, source: string): string {
  const sections = [title(report, source), fieldTable(report), bitsTable(report), sentences(report)];
  return sections.map((lines) => `${lines.join('\n')}\n`).join('\n');
}

function title({ format, records, positives, badRecords, whole, bits }: FieldReport, source: string): string[] {
  const looked = `${whole ? 'all' : 'the first'} ${grouped(records)} records of ${visible(source)} (${format})`;
  const labels = positives === null ? [] : [`${percent(positives / records)} positive`];
  const skipped = badRecords === 0 ? [] : [`${grouped(badRecords)} malformed ones skipped`];
  return wrapped('', `${[looked, ...labels, ...skipped].join(', ')}; in 2^${bits} slots:`).map((text) => text.trim());
}

const WIDTHS = [12, 9, 13, 11, 10, 10, 12];

/** A name on the left, a type beside it, numbers aligned on the right. */
function line(name: string, type: string, cells: readonly string[]): string {
  const numbers = cells.map((cell, i) => ` ${cell}`.padStart(WIDTHS[i + 1]));
  return `${name.padEnd(NAME - 1)} ${type.padEnd(WIDTHS[0])}${numbers.join('')}`.trimEnd();
}

function fieldTable({ fields, total }: FieldReport): string[] {
  const columns = ['missing', 'tokens', 'distinct', 'expected', 'counted', 'occurrences'];
  return [
    `${''.padEnd(NAME + WIDTHS.slice(0, 4).reduce((sum, width) => sum + width, 0))}    share their slot`,
    line('field', 'type', columns),
    ...fields.map((field) => line(endOf(visible(field.name), NAME - 1), field.type, cellsOf(field))),
    line('all', '', cellsOf({ ...total, missing: null })),
  ];
}

type Cells = Omit<FieldLine, 'name' | 'type' | 'missing'> & { readonly missing: number | null };

function cellsOf({
  missing,
  tokens,
  distinct,
  exact,
  expectedCollisions,
  collisions,
  sharedOccurrences,
}: Cells): string[] {
  return [
    missing === null ? '' : percent(missing),
    grouped(tokens),
    `${exact ? '' : '~'}${grouped(distinct)}`,
    grouped(expectedCollisions, expectedCollisions < 10 ? 1 : 0),
    collisions === null ? '-' : grouped(collisions),
    sharedOccurrences === null ? '-' : percent(sharedOccurrences),
  ];
}

function bitsTable({ bits, choices }: FieldReport): string[] {
  const cells = ({ bytes, expectedShare, share, sharedOccurrences }: BitsLine): string[] => [
    `${grouped(bytes / 2 ** 20, bytes < 2 ** 20 ? 3 : 0)} MiB`,
    percent(expectedShare),
    share === null ? '-' : percent(share),
    sharedOccurrences === null ? '-' : percent(sharedOccurrences),
  ];
  const row = (mark: string, texts: readonly string[]) => mark + texts.map((text) => text.padStart(13)).join('');
  return [
    row('  bits', ['memory', 'expected', 'counted', 'occurrences']),
    ...choices.map((choice) =>
      row(`${choice.bits === bits ? '>' : ' '} ${String(choice.bits).padStart(4)}`, cells(choice)),
    ),
  ];
}

const LEGEND =
  'expected, counted: distinct tokens whose slot another one has too; occurrences: the share of all tokens that come to ' +
  'such slots, which is what may cost log loss';

/** What to make of it. */
function sentences(report: FieldReport): string[] {
  const found = [sharing(report), growth(report), LEGEND, ...report.warnings.map((warning) => `warning: ${warning}`)];
  return found.filter((sentence) => sentence !== null).flatMap((sentence) => wrapped('-', sentence));
}

function sharing({ bits, choices, halvingBits, total }: FieldReport): string {
  const at = (wanted: number | null) => choices.find((choice) => choice.bits === wanted);
  const share = (choice: BitsLine) => choice.share ?? choice.expectedShare;
  const here = at(bits)!;
  const more = at(halvingBits);
  const remedy =
    halvingBits === null ? 'no --bits up to 28 would halve that' : `${halvingBits} bits would about halve that`;
  const all = total.sharedOccurrences;
  return (
    `at ${bits} bits ${percent(share(here))} of the distinct tokens` +
    (all === null ? ' are expected to share' : `, ${percent(all)} of all tokens, share`) +
    ` their slot with another${share(here) === 0 ? '' : `; ${remedy}${more ? `, to ${percent(share(more))}` : ''}`}`
  );
}

function growth({ tenfold, bits, total }: FieldReport): string | null {
  if (tenfold === null) return null;
  return (
    `more records follow, and bring more tokens: ten times as many would have about ${rounded(tenfold.distinct)} ` +
    `distinct ones (${(tenfold.distinct / Math.max(total.distinct, 1)).toFixed(1)} times as many), ` +
    `${percent(tenfold.expectedShare)} of them sharing at ${bits} bits; --records looks at more`
  );
}

function rounded(count: number): string {
  return grouped(Number(count.toPrecision(3)));
}

/** What is not nothing does not look like nothing. */
function percent(share: number): string {
  return share > 0 && share < 0.0005 ? '<0.1%' : `${(share * 100).toFixed(1)}%`;
}
