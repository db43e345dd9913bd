/** `leanctr run`: trains, prunes and reports as a pipeline file says. */

import type { StepResult } from '../pipeline/run.js';
import type { Command } from './command.js';
import { untilInterrupted } from './interrupt.js';
import { type OutputArguments, outputOptions } from './options.js';
import { progressBar } from './progress-bar.js';
import { summary as pruned } from './prune.js';
import { bytes, count } from './text.js';
import { summary as trained } from './train.js';

interface RunArguments extends OutputArguments {
  pipeline: string;
}

export const runCommand: Command = {
  builder: (yargs) =>
    yargs
      .positional('pipeline', {
        type: 'string',
        demandOption: true,
        describe: 'pipeline file, such as pipelines/demo.yaml',
      })
      .options(outputOptions),
  handler: handle,
};

async function handle(args: RunArguments): Promise<void> {
  const { runPipeline } = await import('../pipeline/run.js');
  const { renderTerminal } = await import('../report/terminal.js');
  const bar = await progressBar(args.quiet);
  const results: StepResult[] = [];
  const onStep = (step: StepResult): void => {
    bar.stop();
    results.push(step);
    if (step.step === 'report' && !args.json && !args.quiet) process.stdout.write(`\n${renderTerminal(step.report)}`);
    else if (!args.quiet) process.stderr.write(`${stepText(step)}\n`);
  };
  try {
    await untilInterrupted((signal) => runPipeline(args.pipeline, { onStep, onProgress: bar.report, signal }));
  } finally {
    bar.stop();
  }
  if (args.json) console.log(JSON.stringify(results));
}

function stepText(step: StepResult): string {
  switch (step.step) {
    case 'generate':
      return `generated ${step.output}: ${count(step.summary.examples)} examples, ${bytes(step.summary.bytes)}`;
    case 'train':
      return `\n${trained(step.result)}`;
    case 'prune':
      return pruned(step.result);
    case 'report':
      return '';
  }
}
