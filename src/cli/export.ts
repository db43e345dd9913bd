/** `leanctr export`: writes a model in another system's format. */

import { TARGET_NAMES, type TargetName } from '../export/targets.js';
import type { ExportFileResult } from '../pipeline/export.js';
import type { Command } from './command.js';
import { type OutputArguments, choice, outputOptions, required } from './options.js';
import { bytes, count } from './text.js';

interface ExportArguments extends OutputArguments {
  model: string;
  to: TargetName;
  output: string;
}

export const exportCommand: Command = {
  positionals: { model: 'model file' },
  options: {
    to: required(choice('to', 'tfjs: a LayersModel for pages with TensorFlow.js', TARGET_NAMES)),
    output: { type: 'string', requiresArg: true, demandOption: true, describe: 'folder to write, made if need be' },
    ...outputOptions,
  },
  handler: handle,
};

async function handle({ model, to, output, quiet, json }: ExportArguments): Promise<void> {
  const { exportFile } = await import('../pipeline/export.js');
  const result = await exportFile({ model, to, output });
  if (!quiet) process.stderr.write(summary(result));
  if (json) console.log(JSON.stringify(result));
}

function summary({ to, output, nonzeros, files, bytes: size }: ExportFileResult): string {
  return `${count(nonzeros)} weights for ${to}: ${output}, ${bytes(size)} in ${count(files.length)} files\n`;
}
