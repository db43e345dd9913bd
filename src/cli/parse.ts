/** The words of a command line -> the arguments of a command, checked. yargs reads the flags and prints the help. */

import yargs from 'yargs';

import { InputError, quoted } from '../input-error.js';
import type { Command, Flag } from './command.js';
import { nearest } from '../nearest.js';

/** How a command is named and described in its help. */
export interface Usage {
  /** `leanctr evaluate <model> <inputs..>` */
  readonly line: string;
  readonly does: string;
  readonly help: string;
}

// yargs takes a lone - for a missing value; no word of a command line can hold a NUL
const STANDARD_INPUT = '\0';

/**
 * Reads flags and arguments; prints the help or the version and ends the process, if asked.
 *
 * @throws InputError for an unknown flag, a missing or wrong value, too few or too many arguments
 */
export async function parse(words: readonly string[], command: Command, usage: Usage): Promise<object> {
  const { positionals, options } = command;
  checkFlags(words, options, usage);
  const found = await yargs(words.map((word) => (word === '-' ? STANDARD_INPUT : word)))
    .scriptName('leanctr')
    .usage(usageText(usage, positionals))
    .locale('en')
    .parserConfiguration({ 'camel-case-expansion': false, 'dot-notation': false, 'parse-numbers': false })
    .options(options)
    .help('help', 'show this')
    .alias({ h: 'help' })
    .version('version', 'show the version', await version(words))
    .wrap(100)
    .fail((message, error) => {
      throw wrongFlag(message, usage) ?? error ?? new Error(message);
    })
    .parseAsync();
  const flags = Object.entries(options).map(([name, flag]) => [
    camelCase(name),
    valueOf(name, flag, found[name], usage),
  ]);
  return { ...Object.fromEntries(flags), ...argumentsOf(found._.map(wordOf), command, words, usage) };
}

export async function version(words: readonly string[]): Promise<string> {
  if (!words.includes('--version')) return '';
  const { readFile } = await import('node:fs/promises');
  const manifest = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}

function usageText({ line, does }: Usage, positionals: Command['positionals']): string {
  const described = Object.entries(positionals).map(([name, what]) => `  ${name.padEnd(11)}  ${what}`);
  return [line, '', does, ...(described.length === 0 ? [] : ['', 'Arguments:', ...described])].join('\n');
}

/** An unknown flag is the first thing to say: what else is missing may hide behind the typo. */
export function checkFlags(words: readonly string[], options: Command['options'], { help }: Usage): void {
  const end = words.indexOf('--');
  for (const word of end < 0 ? words : words.slice(0, end)) {
    // one dash before a digit is a negative number
    const name = (/^--([^=]*)/.exec(word) ?? /^-([^-=0-9.][^=]*)/.exec(word))?.[1];
    if (name === undefined) continue;
    if (isKnown(word, name, options)) {
      checkSwitch(word, name, options);
      continue;
    }
    const guess = nearest(name, [...Object.keys(options), 'help', 'version']);
    throw new InputError({
      source: word.replace(/=.*$/s, ''),
      found: 'an unknown flag',
      expected: `one that ${help} lists`,
      ...(guess === undefined ? {} : { advice: `did you mean --${guess}?` }),
    });
  }
}

/** yargs takes whatever stands behind `--quiet=` for true or false. */
function checkSwitch(word: string, name: string, options: Command['options']): void {
  const at = word.indexOf('=');
  const flag = name.replace(/^no-/, '');
  if (at < 0 || (Object.hasOwn(options, name) && options[name].type !== 'boolean')) return;
  throw new InputError({
    source: `--${name}`,
    found: quoted(word.slice(at + 1)),
    expected: 'no value',
    ...(Object.hasOwn(options, flag) ? { advice: `--${flag} turns it on, --no-${flag} off` } : {}),
  });
}

function isKnown(word: string, name: string, options: Command['options']): boolean {
  if (!word.startsWith('--')) return name === 'h';
  const isBoolean = (flag: string) => Object.hasOwn(options, flag) && options[flag].type === 'boolean';
  if (name === 'help' || name === 'version' || isBoolean(name.replace(/^no-/, ''))) return true;
  return Object.hasOwn(options, name);
}

/** yargs's sentence as one of ours; undefined if it is none of these. */
function wrongFlag(message: string | null, { help }: Usage): InputError | undefined {
  const [, name] =
    /^(?:Missing required arguments?|Not enough arguments following): ([\w-]+)/.exec(message ?? '') ?? [];
  return name === undefined ? undefined : withoutValue(name, help);
}

function withoutValue(name: string, help: string): InputError {
  return new InputError({ source: `--${name}`, found: 'nothing', expected: 'a value', advice: `see ${help}` });
}

/** The value of a flag; given twice, the last one counts. */
function valueOf(name: string, { array, parse: parseText }: Flag, found: unknown, { help }: Usage): unknown {
  const values = [found].flat().map((value) => (typeof value === 'string' ? wordOf(value) : value));
  if (found === undefined) return undefined;
  if (values.includes('')) throw withoutValue(name, help);
  if (array) return values;
  const value = values.at(-1);
  return typeof value === 'string' && parseText ? parseText(value) : value;
}

function argumentsOf(
  words: readonly string[],
  { positionals, options }: Command,
  all: readonly string[],
  usage: Usage,
) {
  const names = Object.keys(positionals);
  const isList = names.at(-1)?.endsWith('..') ?? false;
  if (words.length < names.length) throw tooFew(names[words.length], options, all, usage);
  if (words.length > names.length && !isList) throw tooMany(words[names.length], usage);
  if (words.includes('')) throw new InputError({ found: 'an empty argument', expected: usage.line });
  const values = names.map((name, i) => (name.endsWith('..') ? words.slice(i) : words[i]));
  return Object.fromEntries(names.map((name, i) => [name.replace('..', ''), values[i]]));
}

function tooFew(name: string, options: Command['options'], words: readonly string[], usage: Usage): InputError {
  const greedy = words.find((word) => word.startsWith('--') && options[word.slice(2)]?.array);
  const advice = greedy ? `name it before ${greedy}, which takes all words after it` : `see ${usage.help}`;
  return new InputError({ found: `no <${name}>`, expected: usage.line, advice });
}

function tooMany(word: string, { line, help }: Usage): InputError {
  return new InputError({ source: word, found: 'an argument too many', expected: line, advice: `see ${help}` });
}

function wordOf(word: string | number): string {
  return word === STANDARD_INPUT ? '-' : String(word);
}

function camelCase(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
