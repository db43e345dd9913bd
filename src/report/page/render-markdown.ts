/** A report becomes Markdown, as GitHub and pandoc read it: the tables of the page, and links to its pictures. */

import type { ModelReport } from '../model-report.js';
import { startOf } from '../name.js';
import type { Picture } from '../pictures/picture.js';
import { endOf, visible } from '../text.js';
import { headline } from './headline.js';
import type { Column, Figure, Section, Table, Text } from './section.js';
import { hintsOf, sectionsOf } from './sections.js';

const SHOWN = 60;

/**
 * @param pictures the folder with the pictures, as the page names it; null leaves them out
 * @returns the page, ending with a line feed
 */
export function renderMarkdown(report: ModelReport, pictures: string | null = null): string {
  const hints = hintsOf(report);
  const parts = [
    '# leanctr report',
    code(endOf(visible(report.model.path), SHOWN)),
    ...report.warnings.map((warning) => `> ${plain(warning)}`),
    figures(headline(report)),
    ...sectionsOf(report).flatMap((section) => sectionOf(section, pictures)),
    ...(hints.length > 0
      ? ['What this report could also say:', hints.map((hint) => `- ${plain(hint)}`).join('\n')]
      : []),
  ];
  return `${parts.join('\n\n')}\n`;
}

function sectionOf({ title, text, pictures, tables }: Section, folder: string | null): string[] {
  return [
    `## ${plain(title)}`,
    ...text.map(words),
    ...(folder === null ? [] : pictures.map((picture) => link(picture, folder))),
    ...tables.map(tableOf),
  ];
}

/** Folder names may hold what ends a link. */
function link({ name, label }: Picture, folder: string): string {
  const path = [...folder.split('/'), `${name}.svg`].map(encodeURIComponent).join('/');
  return `![${plain(label)}](${path.replace(/[()]/g, (c) => (c === '(' ? '%28' : '%29'))})`;
}

function figures(all: readonly Figure[]): string {
  const columns = (['left', 'right', 'left'] as const).map((align): Column => ({ title: '', align }));
  return grid(
    columns,
    all.map((figure) => [plain(figure.label), strong(plain(figure.value)), plain(figure.note)]),
  );
}

function tableOf({ columns, lines }: Table): string {
  return grid(
    columns,
    lines.map(({ cells, isMarked }) => cells.map((cell) => (isMarked ? strong(words(cell)) : words(cell)))),
  );
}

/** A table of cells that are Markdown already. */
function grid(columns: readonly Column[], lines: readonly (readonly string[])[]): string {
  const heads = columns.map(({ title }) => plain(title));
  const marks = columns.map(({ align }) => (align === 'right' ? '---:' : '---'));
  // a table's own escape, which holds in code too
  const cell = (text: string) => text.replaceAll('|', '\\|');
  return [heads.map(cell), marks, ...lines.map((cells) => cells.map(cell))]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function strong(text: string): string {
  return text === '' ? '' : `**${text}**`;
}

function words(text: Text): string {
  if (typeof text === 'string') return plain(text);
  return text.map((piece) => (typeof piece === 'string' ? plain(piece) : code(startOf(piece.name, SHOWN)))).join('');
}

/** Text in which nothing is a mark. */
function plain(text: string): string {
  return text.replace(/[\\`*_[\]<>#~&]/g, '\\$&');
}

/** A code span, whose fence is longer than any run of backticks in it. */
function code(text: string): string {
  const runs = text.match(/`+/g) ?? [];
  const fence = '`'.repeat(1 + Math.max(0, ...runs.map(({ length }) => length)));
  // one space within the fence belongs to it
  const room = /^[` ]|[` ]$/.test(text) ? ' ' : '';
  return `${fence}${room}${text}${room}${fence}`;
}
