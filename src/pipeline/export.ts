/** A model file -> another system's format. */

import { join } from 'node:path';

import { readModel } from '../export/model-file.js';
import { type Exported, type TargetName, exportModel, mainFileOf } from '../export/targets.js';
import { checkNotRead, checkOutput, checkOutputFolder } from './checks.js';

export interface ExportFileOptions {
  readonly model: string;
  readonly to: TargetName;
  readonly output: string;
}

export interface ExportFileResult extends Exported {
  readonly nonzeros: number;
}

/** @throws InputError for a damaged model, one that the target cannot hold, and an output that cannot be written */
export async function exportFile({ model: path, to, output }: ExportFileOptions): Promise<ExportFileResult> {
  const main = mainFileOf(to);
  if (main === null) checkOutput('--output', output);
  else checkOutputFolder('--output', output);
  const model = readModel(path);
  checkNotRead('--output', main === null ? output : join(output, main), [path]);
  const exported = await exportModel(model, to, output);
  return { ...exported, nonzeros: model.header.nonzeros };
}
