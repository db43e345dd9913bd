/** What a learner starts from: nothing, or an earlier model that was learned in the same way. */

import { type HashSpec, differentFields } from '../batch/hash-spec.js';
import type { ProgressiveSums } from '../evaluate/metrics.js';
import { InputError } from '../input-error.js';
import { checkExact } from './exact.js';
import type { Model, ModelHeader } from './model.js';
import type { Optimizer } from './optimizer.js';
import type { PaceState } from './schedules/schedule-state.js';

export interface Start {
  /** One number a column of the bias. */
  readonly bias: readonly number[];
  readonly updates: number;
  readonly progressive: ProgressiveSums;
  /** Of a schedule that goes on. */
  readonly pace: PaceState | null;
}

const NOTHING: Omit<Start, 'bias'> = {
  updates: 0,
  pace: null,
  progressive: { examples: 0, positives: 0, importance: 0, positiveImportance: 0, logLoss: 0, probability: 0 },
};

/**
 * Where learning starts, so that a model learned on yesterday's examples goes on as if it had never stopped.
 *
 * @throws InputError if the model has no state, another hash specification, or other hyperparameters, and for an exact
 *   optimizer of too many slots
 */
export function startFrom(initial: Model | null, spec: HashSpec, optimizer: Optimizer): Start {
  checkExact(optimizer, spec.bits);
  if (initial === null) return { ...NOTHING, bias: optimizer.biasColumns.map(() => 0) };
  const { header } = initial;
  checkState(header, optimizer.columns);
  // weights of other slots are of no use
  const hashing = 'use what it was trained with, or train anew';
  for (const difference of hashDifferences(header.hashing, spec)) throw differs(difference, hashing);
  const learning = 'use what it was trained with, train anew, or begin at its weights with --weights-only';
  for (const difference of optimizerDifferences(header, optimizer)) throw differs(difference, learning);
  const { bias, updates, progressive, pace = null } = header;
  return { bias: optimizer.biasColumns.map((name) => bias[name]), updates, progressive, pace };
}

/** @throws InputError if the model has no state, in columns that learning on needs; a packed model tells none */
export function checkState({ hasState }: ModelHeader, columns: readonly string[]): void {
  if (hasState) return;
  throw new InputError({
    source: '--initial',
    found: 'a model without state',
    expected: `${columns.join(', ') || 'the state'} of every slot`,
    advice: 'keep the model as train wrote it, or begin at its weights with --weights-only',
  });
}

/** What, found, expected. */
type Difference = readonly [string, string, string];

function differs([what, found, expected]: Difference, advice: string): InputError {
  return new InputError({ source: '--initial', found: `a model with ${what} ${found}`, expected, advice });
}

function* hashDifferences(before: HashSpec, spec: HashSpec): Generator<Difference> {
  for (const key of ['bits', 'hash', 'seed', 'missing'] as const) {
    if (before[key] !== spec[key]) yield [key, String(before[key]), String(spec[key])];
  }
  const other = differentFields(before, spec);
  if (other) yield other;
}

function* optimizerDifferences(header: ModelHeader, optimizer: Optimizer): Generator<Difference> {
  if (header.optimizer.name !== optimizer.name) yield ['optimizer', header.optimizer.name, optimizer.name];
  const [before, now] = [header.optimizer.hyperparameters, optimizer.hyperparameters];
  for (const name of new Set([...Object.keys(before), ...Object.keys(now)])) {
    if (before[name] === now[name]) continue;
    if (name === 'nearest') yield ['rounding', roundingOf(before), roundingOf(now)];
    else yield [name, String(before[name] ?? 'off'), String(now[name] ?? 'off')];
  }
  const { schedule = 'constant' } = header.optimizer;
  if (schedule !== optimizer.schedule.text) yield ['schedule', schedule, optimizer.schedule.text];
}

/** No flag has it: the engine brings it. */
function roundingOf({ nearest }: Optimizer['hyperparameters']): string {
  return nearest === 1 ? 'to nearest (--engine tensorflow)' : 'at random (--engine kernel)';
}
