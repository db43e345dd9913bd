/** A model file -> a smaller one, and what that cost on held-out records. */

import { statSync } from 'node:fs';

import { readModel, writeModel } from '../export/model-file.js';
import { type PruneRule, prune } from '../prune/prune.js';
import { bitsPerNonzero, entropyBoundBytes } from '../prune/size.js';
import { checkNotRead, checkOutput } from './checks.js';
import { type Evaluation, type InputOptions, evaluateBoth } from './evaluate.js';

export interface PruneFileOptions {
  readonly model: string;
  readonly rule: PruneRule;
  readonly output: string;
  /** Records to measure the loss on, before and after; null for none. */
  readonly holdout: InputOptions | null;
}

export interface PruneFileResult {
  readonly before: { readonly nonzeros: number; readonly bytes: number };
  readonly after: {
    readonly path: string;
    readonly nonzeros: number;
    readonly bytes: number;
    readonly bitsPerNonzero: number | null;
    /** The least a file of these slots with float32 weights can take. */
    readonly entropyBoundBytes: number;
    readonly sha256: string;
  };
  readonly threshold: number;
  readonly logLossBefore: number | null;
  readonly logLossAfter: number | null;
  readonly holdout: { readonly before: Evaluation; readonly after: Evaluation } | null;
}

/**
 * @throws InputError for a rule out of its range, a damaged model, malformed holdout records, and for an output that is
 *   the model (its state would be lost) or a holdout file
 */
export async function pruneFile({ model: path, rule, output, holdout }: PruneFileOptions): Promise<PruneFileResult> {
  checkOutput('--output', output);
  const model = readModel(path);
  checkNotRead('--output', output, [path]);
  const bytesBefore = statSync(path).size;
  const pruned = prune(model, rule);
  const measured = holdout && (await evaluateBoth(model, pruned.model, holdout, output));
  const { nonzeros, hashing } = pruned.model.header;
  const written = await writeModel(output, pruned.model);
  return {
    before: { nonzeros: model.header.nonzeros, bytes: bytesBefore },
    after: {
      path: output,
      nonzeros,
      bytes: written.bytes,
      bitsPerNonzero: bitsPerNonzero(written.bytes, nonzeros),
      entropyBoundBytes: entropyBoundBytes(hashing.bits, nonzeros),
      sha256: written.sha256,
    },
    threshold: pruned.threshold,
    logLossBefore: measured?.before.logLoss ?? null,
    logLossAfter: measured?.after.logLoss ?? null,
    holdout: measured,
  };
}
