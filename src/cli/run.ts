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
  positionals: { pipeline: 'pipeline file, such as pipelines/demo.yaml' },
  options: outputOptions,
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
    if (args.quiet) return;
    if (step.step !== 'report') process.stderr.write(`${stepText(step)}\n`);
    else if (!args.json) process.stdout.write(`\n${renderTerminal(step.report)}`);
  };
  try {
    await untilInterrupted((signal) => runPipeline(args.pipeline, { onStep, onProgress: bar.report, signal }));
  } finally {
    bar.stop();
  }
  if (args.json) console.log(JSON.stringify({ steps: results }));
}

function stepText(step: Exclude<StepResult, { step: 'report' }>): string {
  if (step.step === 'generate') {
    return `generated ${step.output}: ${count(step.summary.examples)} examples, ${bytes(step.summary.bytes)}`;
  }
  return step.step === 'train' ? `\n${trained(step.result)}` : pruned(step.result);
}
