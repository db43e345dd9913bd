/** The commands, each loaded only when it is asked for: start-up counts. */

import yargs, { type Argv } from 'yargs';

import { InputError } from '../input-error.js';
import type { Command } from './command.js';
import { nearest } from './nearest.js';

type Loader = () => Promise<Command>;

/** Name and arguments, what it does, and where its options are. */
const COMMANDS: readonly [string, string, Loader][] = [
  ['train <inputs..>', 'learn a model from click logs', async () => (await import('./train.js')).trainCommand],
  [
    'evaluate <model> <inputs..>',
    'measure a model on labelled records',
    async () => (await import('./evaluate.js')).evaluateCommand,
  ],
  [
    'predict <model> <inputs..>',
    'print one click probability an example',
    async () => (await import('./predict.js')).predictCommand,
  ],
  ['prune <model>', 'zero the tiny weights of a model', async () => (await import('./prune.js')).pruneCommand],
  [
    'report <model>',
    'say how sparse and how large a model is, and what it cost',
    async () => (await import('./report.js')).reportCommand,
  ],
  [
    'generate',
    'write a Criteo-like click log with a known truth',
    async () => (await import('./generate.js')).generateCommand,
  ],
  [
    'run <pipeline>',
    'train, prune and report as a pipeline file says',
    async () => (await import('./run.js')).runCommand,
  ],
];

/**
 * Runs one command line.
 *
 * @throws InputError for an unknown command or flag, a missing argument, and whatever the command finds wrong
 */
export async function run(args: readonly string[]): Promise<void> {
  const [name] = args;
  const found = COMMANDS.find(([command]) => command.split(' ', 1)[0] === name);
  const cli = yargs([...args])
    .scriptName('leanctr')
    .usage('$0 <command>\n\nTrains very small, very fast click-prediction models.')
    .parserConfiguration({ 'duplicate-arguments-array': false, 'camel-case-expansion': true })
    .strict()
    .demandCommand(1, 'no command')
    .recommendCommands()
    .help()
    .version(await version(args))
    .alias({ h: 'help' })
    .wrap(100)
    .exitProcess(true)
    .fail((message, error) => {
      throw error ?? wrongArguments(message, args, options);
    })
    .epilogue('Inputs are files, globs or - for standard input. leanctr <command> --help lists its flags.');
  let options: readonly string[] = [];
  for (const [command, description, load] of COMMANDS) {
    if (found?.[0] !== command) cli.command(command, description);
    else {
      const module = await load();
      options = await optionNames(module);
      cli.command(
        command,
        description,
        module.builder as (argv: Argv) => Argv,
        module.handler as (args: object) => Promise<void>,
      );
    }
  }
  await cli.parseAsync();
}

async function version(args: readonly string[]): Promise<string> {
  if (!args.includes('--version')) return '';
  const { readFile } = await import('node:fs/promises');
  const manifest = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}

async function optionNames(module: Command): Promise<string[]> {
  const argv = await (module.builder as (argv: Argv) => Argv)(yargs([]));
  const { key } = (argv as unknown as { getOptions(): { key: Record<string, unknown> } }).getOptions();
  return Object.keys(key);
}

/** yargs's sentence as one of ours. */
function wrongArguments(message: string, args: readonly string[], options: readonly string[]): InputError {
  const [command = ''] = args;
  const help = `leanctr ${COMMANDS.some(([name]) => name.split(' ', 1)[0] === command) ? `${command} ` : ''}--help`;
  const unknown = /^Unknown (argument|command)s?: (.*)$/m.exec(message)?.[2].split(', ')[0];
  if (unknown === undefined) return new InputError({ found: firstLine(message), expected: `what ${help} says` });
  const isFlag = args.some((arg) => arg.startsWith('-') && arg.replace(/^-+/, '').replace(/=.*$/, '') === unknown);
  const names = isFlag ? options : COMMANDS.map(([name]) => name.split(' ', 1)[0]);
  const guess = nearest(unknown, names);
  const dashes = isFlag ? '--' : '';
  return new InputError({
    found: `unknown ${isFlag ? 'flag' : 'argument'} ${dashes}${unknown}`,
    expected: guess === undefined ? `one that ${help} lists` : `perhaps ${dashes}${guess}`,
    ...(guess === undefined ? {} : { advice: `see ${help}` }),
  });
}

function firstLine(message: string): string {
  const line = message.trim().split('\n', 1)[0];
  return line.charAt(0).toLowerCase() + line.slice(1);
}
