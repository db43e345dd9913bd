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

const DESCRIPTION =
  'csv: slots and weights; jsonl: the same, and how tokens become slots; onnx: a model for ONNX Runtime; tfjs: a LayersModel for pages with TensorFlow.js';

export const exportCommand: Command = {
  positionals: { model: 'model file' },
  options: {
    to: required(choice('to', DESCRIPTION, TARGET_NAMES)),
    output: {
      type: 'string',
      requiresArg: true,
      demandOption: true,
      describe: 'file to write; for tfjs a folder, made if need be',
    },
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
  return `${count(nonzeros)} weights for ${to}: ${output}, ${bytes(size)} in ${files.length === 1 ? 'one file' : `${count(files.length)} files`}\n`;
}
