/** The commands, each loaded only when it is asked for: start-up counts. */

import yargs from 'yargs';

import { InputError } from '../input-error.js';
import type { Command } from './command.js';
import { didYouMean } from '../nearest.js';
import { checkFlags, parse, version } from './parse.js';

/** Name and arguments, what it does, and where its options are. */
const COMMANDS: readonly [string, string, () => Promise<Command>][] = [
  ['train <inputs..>', 'learn a model from click logs', async () => (await import('./train.js')).trainCommand],
  [
    'cache <inputs..>',
    'hash click logs once, to train on them many times',
    async () => (await import('./cache.js')).cacheCommand,
  ],
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
  [
    'sweep <inputs..>',
    'train a whole grid of FTRL settings in one pass',
    async () => (await import('./sweep.js')).sweepCommand,
  ],
  ['prune <model>', 'zero the tiny weights of a model', async () => (await import('./prune.js')).pruneCommand],
  [
    'report <model>',
    'say how sparse and how large a model is, and what it cost',
    async () => (await import('./report.js')).reportCommand,
  ],
  [
    'explain <model> <inputs..>',
    "name a model's heaviest features, or say what those of one record give",
    async () => (await import('./explain.js')).explainCommand,
  ],
  [
    'export <model>',
    "write a model in another system's format: CSV, JSON lines, ONNX or TensorFlow.js",
    async () => (await import('./export.js')).exportCommand,
  ],
  [
    'schema <inputs..>',
    'write a first schema of a table; with a schema, report its fields and collisions',
    async () => (await import('./schema.js')).schemaCommand,
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
  [
    'tensorflow <action>',
    'install: make the native binding that --engine tensorflow and --tensorboard need',
    async () => (await import('./tensorflow.js')).tensorflowCommand,
  ],
];

/**
 * Runs one command line.
 *
 * @throws InputError for an unknown command or flag, a missing argument, and whatever the command finds wrong
 */
export async function run(words: readonly string[]): Promise<void> {
  const [name, ...rest] = words;
  if (name === 'help' || (/^(--help|-h)$/.test(name) && rest.length > 0)) return run([...rest, '--help']);
  const found = COMMANDS.find(([command]) => nameOf(command) === name);
  if (found === undefined) return overview(words);
  const [command, does, load] = found;
  const module = await load();
  const usage = { line: `leanctr ${command}`, does, help: `leanctr ${name} --help` };
  await module.handler((await parse(rest, module, usage)) as never);
}

/** Without a command there is only the help and the version to print. */
async function overview(words: readonly string[]): Promise<void> {
  const usage = { line: 'leanctr <command>', does: '', help: 'leanctr --help' };
  const name = words.find((word) => !word.startsWith('-'));
  const names = COMMANDS.map(([command]) => nameOf(command));
  if (name !== undefined && !names.includes(name)) throw unknownCommand(name, names);
  checkFlags(words, {}, usage);
  if (words.length === 0)
    throw new InputError({ found: 'no command', expected: oneOf(names), advice: `see ${usage.help}` });
  const cli = yargs([...words])
    .scriptName('leanctr')
    .usage('$0 <command>\n\nTrains very small, very fast click-prediction models.')
    .locale('en')
    .help('help', 'show this')
    .alias({ h: 'help' })
    .version('version', 'show the version', await version(words))
    .wrap(100)
    .epilogue('Inputs are files, globs or - for standard input. leanctr <command> --help lists its flags.');
  for (const [command, description] of COMMANDS) cli.command(command, description);
  await cli.parseAsync();
}

function unknownCommand(name: string, names: readonly string[]): InputError {
  return new InputError({
    source: name,
    found: 'an unknown command',
    expected: oneOf(names),
    ...didYouMean(name, names, 'see leanctr --help'),
  });
}

function nameOf(command: string): string {
  return command.split(' ', 1)[0];
}

function oneOf(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}
