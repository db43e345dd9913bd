/** Every optimizer that TensorFlow has an op for: the op, what it is given, and which of its variables are our columns. */

import type { Tensor } from '@tensorflow/tfjs-node';

import { InputError } from '../input-error.js';
import type { Optimizer } from '../learn/optimizer.js';
import type { Attribute } from './ops.js';

type Numbers = Optimizer['hyperparameters'];

/** What one example gives to an op; `indices` are the slots. */
export interface Given {
  readonly gradient: Tensor;
  readonly indices: Tensor;
  /** The schedule's factor of the learning rate. */
  readonly rate: number;
  /** This example's number, from 1, over all passes and days. */
  readonly t: number;
}

/** An op that trains; numbers become scalars. */
export interface Update {
  readonly op: string;
  readonly inputs: readonly (Tensor | number)[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

const FLOAT = { type: 'float32' } as const;
const INT = { type: 'int32' } as const;
const DENSE = { T: FLOAT, use_locking: false } as const;
const SPARSE = { ...DENSE, Tindices: INT } as const;

export interface Rule {
  /** Our column -> what its variable holds before the first gradient; the column is what was added to that. */
  readonly columns: Readonly<Record<string, number>>;
  /** Whether the op takes a gradient of all slots, 0 where the example has none. */
  readonly dense: boolean;
  /** @param handles of the weight and of each column's variable */
  update(handles: Readonly<Record<string, Tensor>>, given: Given): Update;
}

/** Hyperparameters -> the rule; where it depends, lazily (of the example's slots) or exactly (of all). */
const RULES: Readonly<Record<string, (numbers: Numbers) => Rule>> = {
  ftrl: ({ alpha, beta, lambda1, lambda2 }) => ({
    columns: { n: 0, z: 0 },
    dense: false,
    update: ({ weight, n, z }, { gradient, indices, rate }) => ({
      op: 'ResourceSparseApplyFtrl',
      // the raw op knows no beta, and its l2 counts double
      inputs: [weight, n, z, gradient, indices, alpha * rate, lambda1, lambda2 / 2 + beta / (2 * alpha), -0.5],
      attributes: { ...SPARSE, multiply_linear_by_lr: false },
    }),
  }),
  adagrad: ({ alpha, beta, initialAccumulator }) => ({
    columns: { n: initialAccumulator },
    dense: false,
    update: ({ weight, n }, { gradient, indices, rate }) => ({
      op: 'ResourceSparseApplyAdagradV2',
      inputs: [weight, n, alpha * rate, beta, gradient, indices],
      attributes: { ...SPARSE, update_slots: true },
    }),
  }),
  sgd: ({ alpha }) => ({
    columns: {},
    dense: false,
    update: ({ weight }, { gradient, indices, rate }) => ({
      op: 'ResourceScatterSub',
      inputs: [weight, indices, gradient.mul(alpha * rate)],
      attributes: { dtype: FLOAT, Tindices: INT },
    }),
  }),
  momentum: (numbers) => momentum(numbers, false),
  nesterov: (numbers) => momentum(numbers, true),
  rmsprop: ({ alpha, decay, momentum: mu, epsilon, exact }) => ({
    columns: { square: 0, momentum: 0 },
    dense: exact === 1,
    update: ({ weight, square, momentum: m }, { gradient, indices, rate }) => ({
      op: exact === 1 ? 'ResourceApplyRMSProp' : 'ResourceSparseApplyRMSProp',
      inputs: [weight, square, m, alpha * rate, decay, mu, epsilon, gradient, ...(exact === 1 ? [] : [indices])],
      attributes: exact === 1 ? DENSE : SPARSE,
    }),
  }),
  adam: ({ alpha, beta1, beta2, epsilon }) => ({
    columns: { m: 0, v: 0 },
    dense: true,
    update({ weight, m, v }, { gradient, rate, t }) {
      // of the float32 that the op has: with 1 - beta2 in it, the corrections cancel what rounding did
      const [power1, power2] = [Math.fround(beta1) ** t, Math.fround(beta2) ** t];
      const epsilonHat = epsilon * Math.sqrt(1 - power2);
      return {
        op: 'ResourceApplyAdam',
        inputs: [weight, m, v, power1, power2, alpha * rate, beta1, beta2, epsilonHat, gradient],
        attributes: { ...DENSE, use_nesterov: false },
      };
    },
  }),
};

function momentum({ alpha, momentum: mu, exact }: Numbers, nesterov: boolean): Rule {
  return {
    columns: { momentum: 0 },
    dense: exact === 1,
    update: ({ weight, momentum: m }, { gradient, indices, rate }) => ({
      op: exact === 1 ? 'ResourceApplyMomentum' : 'ResourceSparseApplyMomentum',
      inputs: [weight, m, alpha * rate, gradient, ...(exact === 1 ? [] : [indices]), mu],
      attributes: { ...(exact === 1 ? DENSE : SPARSE), use_nesterov: nesterov },
    }),
  };
}

/** Options that change the mathematics and that no op of TensorFlow has. */
const WITHOUT_OP: Readonly<Record<string, (numbers: Numbers) => string | undefined>> = {
  adam: ({ exact }) => (exact === 1 ? undefined : 'adam without --exact'),
  rmsprop: ({ epsilonOutside }) => (epsilonOutside === 1 ? 'rmsprop with --epsilon-outside' : undefined),
};

/** @throws InputError for an optimizer, or one of its options, that TensorFlow has no op for */
export function ruleOf({ name, hyperparameters }: Pick<Optimizer, 'name' | 'hyperparameters'>): Rule {
  if (!Object.hasOwn(RULES, name)) throw withoutOp(name);
  const why = WITHOUT_OP[name]?.(hyperparameters);
  if (why !== undefined) throw withoutOp(why);
  return RULES[name](hyperparameters);
}

function withoutOp(found: string): InputError {
  const expected = `an optimizer that TensorFlow has an op for: ${Object.keys(RULES).join(', ')} --exact`;
  return new InputError({ source: '--engine tensorflow', found, expected });
}
