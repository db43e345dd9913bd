/** `leanctr report`: how sparse and how large a model is, and what it cost. */

import type { Command } from './command.js';
import { untilInterrupted } from './interrupt.js';
import { type InputArguments, type OutputArguments, inputOptions, inputsOf, outputOptions } from './options.js';

interface ReportArguments extends InputArguments, OutputArguments {
  model: string;
  before?: string;
  holdout?: string[];
  output?: string[];
  pictures?: string;
}

export const reportCommand: Command = {
  positionals: { model: 'model file, or the folder of train --run' },
  options: {
    before: { type: 'string', requiresArg: true, describe: 'the model file it was pruned from' },
    holdout: { type: 'string', array: true, requiresArg: true, describe: 'records to measure the log loss on' },
    output: {
      ...{ type: 'string', array: true, requiresArg: true },
      describe: 'report.html, report.json or report.md to write; one or several',
    },
    pictures: {
      ...{ type: 'string', requiresArg: true },
      describe: 'a folder for its pictures, each as SVG and PNG; report.md links to them',
    },
    ...inputOptions,
    ...outputOptions,
  },
  handler: handle,
};

async function handle(args: ReportArguments): Promise<void> {
  const { reportFile } = await import('../pipeline/report.js');
  const { checkReportOutputs, writeReport } = await import('../pipeline/write-report.js');
  const { model, before, output = [], pictures } = args;
  checkReportOutputs({ output, pictures });
  const report = await untilInterrupted((signal) =>
    reportFile({ model, before, output, holdout: args.holdout ? inputsOf(args.holdout, args, signal) : null }),
  );
  await writeReport(report, { output, pictures });
  const { renderTerminal } = await import('../report/terminal.js');
  if (args.json) console.log(JSON.stringify(report));
  else if (!args.quiet) process.stdout.write(renderTerminal(report) + writtenTo(output));
}

/** The page's last words: where the whole of it is. */
export function writtenTo(output: readonly string[]): string {
  return output.length === 0 ? '' : `\nThe whole report: ${output.join(', ')}\n`;
}
