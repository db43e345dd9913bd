/** `leanctr explain`: a model's heaviest features by name, or what each feature of one record gives to its probability. */

import { InputError } from '../input-error.js';
import type { Command } from './command.js';
import { untilInterrupted } from './interrupt.js';
import { type InputArguments, type OutputArguments, inputOptions, inputsOf, number, outputOptions } from './options.js';

interface ExplainArguments extends Omit<InputArguments, 'workers' | 'maxBad'>, OutputArguments {
  model: string;
  inputs: string[];
  record?: number;
  top: number;
}

export const explainCommand: Command = {
  positionals: { model: 'model file', 'inputs..': 'files, globs, or - for standard input; plain, gzip, zstd or lz4' },
  options: {
    record: number('record', 'explain one example by its number, 1 or more: the line that predict prints for it'),
    top: number('top', 'features to list, 0 or more, the heaviest first', 20),
    format: inputOptions.format,
    schema: inputOptions.schema,
    'bad-records': inputOptions['bad-records'],
    ...outputOptions,
  },
  handler: handle,
};

async function handle({ model: path, inputs, record, top, ...args }: ExplainArguments): Promise<void> {
  checkWhole('--top', top, 0);
  if (record !== undefined) checkWhole('--record', record, 1);
  const { explain, explainExample } = await import('../pipeline/explain.js');
  const { readModel } = await import('../export/model-file.js');
  const { namesPage, recordPage } = await import('../report/explain-text.js');
  const named = inputs.map((input) => (input === '-' ? 'standard input' : input)).join(', ');
  const [found, page] = await untilInterrupted(async (signal) => {
    const options = inputsOf(inputs, args, signal);
    const model = readModel(path);
    if (record === undefined) {
      const names = await explain(model, options, top);
      return [names, () => namesPage(names, named)];
    }
    const one = await explainExample(model, options, record);
    return [one, () => recordPage(one, top)];
  });
  if (args.json) console.log(JSON.stringify({ model: path, inputs, ...found }));
  else if (!args.quiet) process.stdout.write(page());
}

function checkWhole(source: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new InputError({ source, found: String(value), expected: `an integer, ${least} or more` });
}
