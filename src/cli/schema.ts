/** `leanctr schema`: looks at a table and writes a first schema to correct. */

import type { GuessedSchema } from '../pipeline/schema.js';
import type { Command } from './command.js';
import { untilInterrupted } from './interrupt.js';
import { type OutputArguments, outputOptions } from './options.js';
import { count } from './text.js';

interface SchemaArguments extends OutputArguments {
  input: string;
  format?: string;
  output?: string;
}

export const schemaCommand: Command = {
  positionals: { input: 'a CSV or TSV table, or - for standard input; plain, gzip, zstd or lz4' },
  options: {
    format: { type: 'string', requiresArg: true, describe: 'csv or tsv; by name and content if not given' },
    output: {
      type: 'string',
      requiresArg: true,
      describe: 'schema file to write, or - for standard output, as if not given',
    },
    ...outputOptions,
  },
  handler: handle,
};

async function handle({ input, format, output: path, quiet, json }: SchemaArguments): Promise<void> {
  const { guessSchema } = await import('../pipeline/schema.js');
  const output = path === '-' ? undefined : path;
  const guessed = await untilInterrupted((signal) => guessSchema({ input, format, output, signal }));
  if (!quiet) process.stderr.write(said(guessed));
  if (json) console.log(JSON.stringify(jsonOf(input, guessed)));
  else if (output === undefined) process.stdout.write(guessed.text);
}

function said({ summary: { records, columns, label } }: GuessedSchema): string {
  const todo = label === null ? 'label: TODO: no column has exactly two values; name the label in the schema\n' : '';
  return `${count(records)} records, ${count(columns.length)} columns: a guess to correct before training\n${todo}`;
}

function jsonOf(path: string, { summary }: GuessedSchema) {
  const { format, records, label } = summary;
  const columns = summary.columns.map(({ name, type, distinct, missing }) => {
    return { name, type: name === label?.column ? 'label' : type.type, distinct, missing };
  });
  return { path, format, records, columns };
}
