/** Where and what the user's input got wrong: the five things an error line says, beside what to do. */
export interface InputProblem {
  /** File, flag or `standard input`. */
  readonly source?: string;
  /** Record (line) number, from 1. */
  readonly record?: number;
  readonly field?: string;
  readonly found: string;
  readonly expected: string;
  /** What to do about it. */
  readonly advice?: string;
}

/**
 * The user's input is wrong: the only error that ends with exit code 2, printed as one line without a stack.
 *
 * `clicks.csv: record 48,211: field "age": found "12abc", expected a number; correct it`
 */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly problem: InputProblem;

  constructor(problem: InputProblem) {
    super(lineOf(problem));
    this.problem = problem;
  }
}

function lineOf({ source, record, field, found, expected, advice }: InputProblem): string {
  const where = [
    source === undefined ? undefined : visible(source),
    record === undefined ? undefined : `record ${record.toLocaleString('en-US')}`,
    field === undefined ? undefined : `field "${visible(field)}"`,
  ].filter((part) => part !== undefined);
  const what = `found ${visible(found)}, expected ${visible(expected)}`;
  return [...where, advice === undefined ? what : `${what}; ${visible(advice)}`].join(': ');
}

/** Quotes a token for an error line: control characters escaped, cut at 40 characters. */
export function quoted(token: string): string {
  return `"${visible(token.length > 40 ? `${token.slice(0, 40)}…` : token)}"`;
}

// a token comes from the open internet: it must not steer the terminal
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, (c) => `\\u${c.codePointAt(0)!.toString(16).padStart(4, '0')}`);
}
