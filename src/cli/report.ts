/** `leanctr report`: how sparse and how large a model is, and what it cost. */

import type { Command } from './command.js';
import { untilInterrupted } from './interrupt.js';
import { type InputArguments, type OutputArguments, inputOptions, inputsOf, outputOptions } from './options.js';

interface ReportArguments extends InputArguments, OutputArguments {
  model: string;
  before?: string;
  holdout?: string[];
  output?: string;
}

export const reportCommand: Command = {
  positionals: { model: 'model file' },
  options: {
    before: { type: 'string', requiresArg: true, describe: 'the model file it was pruned from' },
    holdout: { type: 'string', array: true, requiresArg: true, describe: 'records to measure the log loss on' },
    output: { type: 'string', requiresArg: true, describe: 'report.json to write' },
    ...inputOptions,
    ...outputOptions,
  },
  handler: handle,
};

async function handle(args: ReportArguments): Promise<void> {
  const { checkReportName, reportFile, writeReport } = await import('../pipeline/report.js');
  if (args.output !== undefined) checkReportName(args.output);
  const { model, before } = args;
  const report = await untilInterrupted((signal) =>
    reportFile({ model, before, holdout: args.holdout ? inputsOf(args.holdout, args, signal) : null }),
  );
  if (args.output !== undefined) await writeReport(args.output, report);
  const { renderTerminal } = await import('../report/terminal.js');
  if (args.json) console.log(JSON.stringify(report));
  else if (!args.quiet) process.stdout.write(renderTerminal(report) + writtenTo(args.output ?? null));
}

/** The page's last words: where the whole of it is. */
export function writtenTo(output: string | null): string {
  return output === null ? '' : `\nThe whole report: ${output}\n`;
}
