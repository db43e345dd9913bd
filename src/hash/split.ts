/** A split rule, ready for the passes over one set of records: where its column lies, how many examples there are. */

import { InputError } from '../input-error.js';
import type { Kernel } from '../kernel/kernel.js';
import { checkColumn, columnOf } from '../read/column.js';
import { formatFrom } from '../read/formats.js';
import { type Records, checkRereadable } from '../read/read.js';
import { type ColumnFormat, type RecordFormat, isColumnar } from '../read/record.js';
import type { CacheFile } from './cached.js';
import { type ColumnSplit, ruleBytes, writeColumnRule } from './split-column.js';
import { type DropInOrder, dropInOrder } from './split-order.js';
import { type ColumnRule, type OrderRule, splitRule } from './split-rule.js';

export interface Split {
  /** The format that also reads the column of the rule; null where the records' own does. */
  readonly format: RecordFormat | null;
  /** Bytes that it takes in the kernel's memory. */
  readonly bytes: number;
  /** @param at a multiple of 8 */
  write(memory: ArrayBufferLike, at: number): void;
  /** What the threads apply; null for a rule over the order. */
  inThreads(wanted: ColumnSplit['wanted']): ColumnSplit | null;
  /**
   * What is applied to batches in order; null for a rule over a column.
   *
   * @param count counts the examples of all inputs, in a pass of its own; asked once, by `last` only
   */
  inOrder(kernel: Kernel, wanted: ColumnSplit['wanted'], count: () => Promise<number>): Promise<DropInOrder | null>;
}

/** @throws InputError for a text that is no rule, a column that is not there, and `last` of a pipe */
export function splitOf(text: string, records: Records): Split {
  const rule = splitRule(text);
  if (rule.kind !== 'every' && rule.kind !== 'last') return columnSplit(rule, records);
  if (rule.kind === 'last') checkRereadable(records, 'write it to a file, or use --split every:N');
  return orderSplit(rule, null);
}

/** @throws InputError for a text that is no rule, and for a column: caches have none */
export function splitOfCaches(text: string, caches: readonly CacheFile[]): Split {
  const rule = splitRule(text);
  if (rule.kind === 'every' || rule.kind === 'last') {
    const batches = caches.flatMap((cache) => cache.batches);
    return orderSplit(
      rule,
      batches.reduce((sum, { examples }) => sum + examples, 0),
    );
  }
  const found = 'a rule over a column, and a cache, which has none';
  throw new InputError({ source: `--split ${text}`, found, expected: 'every:N or last:P%, or records' });
}

/** @param known examples of all inputs; null if they are to be counted */
function orderSplit(rule: OrderRule, known: number | null): Split {
  let examples = known;
  return {
    format: null,
    bytes: 0,
    write: () => {},
    inThreads: () => null,
    async inOrder(kernel, wanted, count) {
      if (rule.kind === 'last') examples ??= await count();
      return dropInOrder(kernel, rule, wanted, examples);
    },
  };
}

function columnSplit(rule: ColumnRule, { format }: Records): Split {
  if (isColumnar(format)) return splitOfColumns(rule, format);
  const { place } = columnOf(format, rule.column);
  let address = 0;
  return {
    format: null,
    bytes: place === null ? 0 : ruleBytes(rule),
    write(memory, at) {
      address = at;
      if (place !== null) writeColumnRule(memory, at, rule, place);
    },
    inThreads: (wanted) => ({ rule, at: address, wanted }),
    inOrder: async () => null,
  };
}

function splitOfColumns(rule: ColumnRule, format: ColumnFormat): Split {
  checkColumn(format, rule.column);
  return {
    format: formatFrom({ ...format.spec, also: rule.column }),
    bytes: 0,
    write: () => {},
    inThreads: (wanted) => ({ rule, at: 0, wanted }),
    inOrder: async () => null,
  };
}
