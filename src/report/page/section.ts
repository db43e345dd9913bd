/** What a page says, before it is HTML or Markdown: sections of sentences, pictures and tables. */

import type { Picture } from '../pictures/picture.js';

/** A word from the data, such as a token or a path: it may be made of anything. */
export interface Name {
  readonly name: string;
}

/** Words of our own, and among them those of the data. */
export type Text = string | readonly (string | Name)[];

export interface Column {
  readonly title: string;
  /** Numbers stand on the right. */
  readonly align: 'left' | 'right';
}

export interface Line {
  readonly cells: readonly Text[];
  /** Whether it is the one that the report is about. */
  readonly isMarked: boolean;
}

export interface Table {
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly lines: readonly Line[];
}

export interface Section {
  /** Unlike that of any other section. */
  readonly id: string;
  readonly title: string;
  readonly text: readonly Text[];
  readonly pictures: readonly Picture[];
  readonly tables: readonly Table[];
}

/** A number that matters, with what it is and what to hold it against. */
export interface Figure {
  readonly label: string;
  readonly value: string;
  readonly note: string;
}

export function section(
  id: string,
  title: string,
  { text = [], pictures = [], tables = [] }: Partial<Pick<Section, 'text' | 'pictures' | 'tables'>>,
): Section {
  return { id, title, text, pictures, tables };
}

/** A table whose columns are named `left: name` or `right: name`. */
export function table(
  caption: string,
  columns: readonly `${Column['align']}: ${string}`[],
  lines: readonly Line[],
): Table {
  const named = columns.map((column): Column => {
    const [align, title] = column.split(': ');
    return { title, align: align as Column['align'] };
  });
  return { caption, columns: named, lines };
}

export function line(cells: readonly Text[], isMarked = false): Line {
  return { cells, isMarked };
}
