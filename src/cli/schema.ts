/** `leanctr schema`: writes a first schema of an input, or reports on the fields of records that have one. */

import type { GuessedSchema } from '../pipeline/schema.js';
import type { Command } from './command.js';
import { untilInterrupted } from './interrupt.js';
import {
  type InputArguments,
  type OutputArguments,
  inputOptions,
  inputsOf,
  number,
  outputOptions,
  usually,
} from './options.js';
import { count } from './text.js';

interface SchemaArguments extends Omit<InputArguments, 'workers' | 'maxBad'>, OutputArguments {
  inputs: string[];
  output?: string;
  bits?: number;
  records?: number;
}

export const schemaCommand: Command = {
  positionals: {
    'inputs..':
      'CSV, TSV, JSON lines, Arrow or Parquet to propose a schema for; or any files, globs, or - to report on',
  },
  options: {
    output: {
      type: 'string',
      requiresArg: true,
      describe: 'schema file to write, or - for standard output, as if not given',
    },
    schema: inputOptions.schema,
    format: {
      ...inputOptions.format,
      describe: 'csv, tsv, jsonl, arrow, parquet, or one whose fields are known; by name and content if not given',
    },
    bits: usually('22', number('bits', 'report on 2^bits slots, 1 to 28')),
    records: usually('200000', number('records', 'report on the first so many records, 1 or more: 50,000 a second')),
    'bad-records': inputOptions['bad-records'],
    ...outputOptions,
  },
  handler: handle,
};

async function handle({ inputs, output: path, bits, records, ...args }: SchemaArguments): Promise<void> {
  const { look } = await import('../pipeline/look.js');
  const output = path === '-' ? undefined : path;
  const found = await untilInterrupted((signal) => {
    return look({ ...inputsOf(inputs, args, signal), output, bits, records });
  });
  if ('guessed' in found) printSchema(inputs[0], found.guessed, output, args);
  else if (args.json) console.log(JSON.stringify({ inputs, ...found.report }));
  else if (!args.quiet) {
    const { fieldPage } = await import('../report/field-text.js');
    const named = inputs.map((input) => (input === '-' ? 'standard input' : input));
    process.stdout.write(fieldPage(found.report, named.join(', ')));
  }
}

function printSchema(input: string, guessed: GuessedSchema, output: string | undefined, args: OutputArguments): void {
  if (!args.quiet) process.stderr.write(said(guessed));
  if (args.json) console.log(JSON.stringify(jsonOf(input, guessed)));
  else if (output === undefined) process.stdout.write(guessed.text);
}

function said({ summary: { records, columns, label }, warnings }: GuessedSchema): string {
  const todo = label === null ? ['label: TODO: no column has exactly two values; name the label in the schema'] : [];
  const first = `${count(records)} records, ${count(columns.length)} columns: a guess to correct before training`;
  return [first, ...todo, ...warnings].map((line) => `${line}\n`).join('');
}

function jsonOf(path: string, { summary, warnings }: GuessedSchema) {
  const { format, records, label } = summary;
  const columns = summary.columns.map(({ name, type, distinct, missing }) => {
    return { name, type: name === label?.column ? 'label' : type.type, distinct, missing };
  });
  return { path, format, records, columns, warnings };
}
