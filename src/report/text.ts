/** Numbers and names become the words of a terminal page: grouped, signed, aligned, harmless. */

/** Columns a page takes at most. */
export const WIDTH = 100;

const LABEL = 25;
const CELL = 16;

/** One line of a table: a label on the left, cells aligned on the right, a note after them. */
export function row(label: string, cells: readonly string[], note = ''): string {
  const line = `  ${label}`.padEnd(LABEL) + aligned(cells);
  return `${line}   ${note}`.trimEnd();
}

/** A section's title with the names of its columns. */
export function heading(title: string, columns: readonly string[] = []): string {
  return (title.padEnd(LABEL) + aligned(columns)).trimEnd();
}

// the blank is part of the cell: a number that outgrows its column moves the line, but never touches its neighbour
function aligned(cells: readonly string[]): string {
  return cells.map((cell) => ` ${cell}`.padStart(CELL)).join('');
}

/** 1234567 -> 1,234,567 */
export function grouped(count: number, digits = 0): string {
  return count.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** With a number of decimals; a dash for what could not be measured. */
export function fixed(value: number | null, digits: number): string {
  return value === null ? '-' : value.toFixed(digits);
}

/** With its sign, and no sign where it rounds to zero. */
export function signed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  if (Number(text) === 0) return (0).toFixed(digits);
  return value > 0 ? `+${text}` : text;
}

/** A number in few characters, such as 0.0316, 12,345 or 1.2e-7: at most `digits` significant ones behind the point. */
export function short(value: number | null, digits = 4): string {
  if (value === null) return '-';
  const size = Math.abs(value);
  return size >= 10 ** digits && size < 1e15 ? grouped(value) : String(Number(value.toPrecision(digits)));
}

/**
 * A name from outside: control and formatting characters escaped, so that it cannot steer the terminal; halves of surrogate
 * pairs and what XML has no place for, so that any file can hold it.
 */
export function visible(name: string): string {
  return name.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff]/gu,
    (c) => `\\u${c.codePointAt(0)!.toString(16).padStart(4, '0')}`,
  );
}

/** The end of a long name, which tells more than its beginning. */
export function endOf(name: string, width: number): string {
  return name.length > width ? `…${name.slice(name.length - width + 1)}` : name;
}

/** Breaks a sentence into lines of at most WIDTH columns; the first begins with a mark, the others below its text. */
export function wrapped(mark: string, sentence: string): string[] {
  const lines = [mark];
  for (const word of sentence.split(' ')) {
    const line = lines.at(-1)!;
    if (line.length + 1 + word.length <= WIDTH) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(`${' '.repeat(mark.length)} ${word}`);
  }
  return lines;
}
