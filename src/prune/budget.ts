/** By what a model is pruned: a rule that says what to keep, or a budget that says what it may take or cost. */

import { InputError, quoted } from '../input-error.js';
import { type PruneRule, checkRule } from './prune.js';

/**
 * - maxBytes: the file is at most so large; as many weights stay as fit
 * - maxLogLossIncrease: the log loss on held-out examples grows by at most this share; as few weights stay as allow that
 */
export type Budget = PruneRule | { readonly maxBytes: number } | { readonly maxLogLossIncrease: number };

/** @throws InputError if the budget's number is out of its range, or its holdout is missing */
export function checkBudget(budget: Budget, hasHoldout: boolean): void {
  if ('maxBytes' in budget) {
    const valid = Number.isSafeInteger(budget.maxBytes) && budget.maxBytes >= 0;
    if (!valid) throw wrong('--max-bytes', String(budget.maxBytes), 'a whole number of bytes >= 0');
  } else if ('maxLogLossIncrease' in budget) {
    const { maxLogLossIncrease: share } = budget;
    const valid = Number.isFinite(share) && share >= 0;
    if (!valid) throw wrong('--max-log-loss-increase', String(share), 'a share >= 0');
    if (!hasHoldout) throw wrong('--max-log-loss-increase', 'no holdout', 'records to measure the log loss on');
  } else checkRule(budget);
}

const UNITS: Readonly<Record<string, number>> = { '': 1, B: 1, kB: 1e3, KiB: 2 ** 10, MB: 1e6, MiB: 2 ** 20 };

/** `200kB` -> 200,000. @throws InputError for what is no size */
export function bytesOf(text: string): number {
  const [, digits, unit] = /^([0-9]+(?:\.[0-9]+)?) ?([A-Za-z]*)$/.exec(text) ?? [];
  const factor = Object.hasOwn(UNITS, unit ?? '?') ? UNITS[unit] : NaN;
  // 1.005 kB are 1005 bytes, though 1.005 * 1000 is a little less
  const bytes = Math.floor(Number((Number(digits) * factor).toPrecision(15)));
  if (Number.isSafeInteger(bytes)) return bytes;
  throw wrong('--max-bytes', quoted(text), 'a size such as 200kB: in B, kB, KiB, MB or MiB');
}

/** `0.1%` -> 0.001. @throws InputError for what is no percentage */
export function increaseOf(text: string): number {
  const [, digits] = /^([0-9]+\.?[0-9]*|\.[0-9]+) ?%$/.exec(text) ?? [];
  if (digits !== undefined) return Number(digits) / 100;
  throw wrong('--max-log-loss-increase', quoted(text), 'a percentage such as 0.1%');
}

function wrong(source: string, found: string, expected: string): InputError {
  return new InputError({ source, found, expected });
}
