/** `leanctr run`: trains, prunes, reports and compares as a pipeline file says. */

import type { StepResult } from '../pipeline/run-step.js';
import type { ComparedModel } from '../report/comparison.js';
import type { Command } from './command.js';
import { untilInterrupted } from './interrupt.js';
import { type OutputArguments, outputOptions } from './options.js';
import { progressBar } from './progress-bar.js';
import { summary as pruned } from './prune.js';
import { bytes, count, fixed } from './text.js';
import { writtenTo } from './report.js';
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
  const { renderComparison, settingText } = await import('../report/compare-text.js');
  const bar = await progressBar(args.quiet);
  const results: StepResult[] = [];
  const onStep = (step: StepResult): void => {
    bar.stop();
    results.push(step);
    if (args.quiet) return;
    if (step.step !== 'report' && step.step !== 'compare') process.stderr.write(`${stepText(step)}\n`);
    else if (!args.json) process.stdout.write(`\n${pageOf(step)}`);
  };
  const pageOf = (step: StepResult & { step: 'report' | 'compare' }): string =>
    step.step === 'report' ? renderTerminal(step.report) + writtenTo(step.output) : renderComparison(step.result);
  const onModel = (model: ComparedModel, done: number, of: number): void => {
    bar.stop();
    if (args.quiet) return;
    const { variant, logLoss, nonzeros, seconds } = model;
    const what = `${variant} ${settingText(model)}`.trimEnd();
    const costs = `log loss ${fixed(logLoss, 5)}, ${count(nonzeros)} nonzeros, ${fixed(seconds, 2)} s`;
    process.stderr.write(`trained ${done} of ${of}: ${what}: ${costs}\n`);
  };
  try {
    const onProgress = bar.report;
    await untilInterrupted((signal) => runPipeline(args.pipeline, { onStep, onModel, onProgress, signal }));
  } finally {
    bar.stop();
  }
  if (args.json) console.log(JSON.stringify({ steps: results }));
}

function stepText(step: Exclude<StepResult, { step: 'report' | 'compare' }>): string {
  if (step.step === 'generate') {
    return `generated ${step.output}: ${count(step.summary.examples)} examples, ${bytes(step.summary.bytes)}`;
  }
  return step.step === 'train' ? `\n${trained(step.result)}` : pruned(step.result);
}
