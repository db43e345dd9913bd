/** FTRL-Proximal for TensorFlow.js, which has none: TensorFlow's own formula and options, for `model.compile`. */

import * as tf from '@tensorflow/tfjs';

import { InputError } from '../input-error.js';

/** TensorFlow's options, by shorter names. */
export interface FtrlOptimizerOptions {
  /** Above 0; 0.001 unless given. */
  readonly learningRate?: number | undefined;
  /** 0 or more; larger makes more weights exactly 0. */
  readonly l1?: number | undefined;
  /** 0 or more. It counts double, as TensorFlow's does: half of the paper's lambda2. */
  readonly l2?: number | undefined;
  /** 0 or more: an l2 penalty on the loss, added to the gradient but not to its accumulator. */
  readonly l2Shrinkage?: number | undefined;
  /** 0 or less; -0.5, the paper's, unless given; 0 keeps the rate as it is. */
  readonly learningRatePower?: number | undefined;
  /** 0 or more; 0 unless given, where the paper has 1. */
  readonly beta?: number | undefined;
  /** 0 or more; 0.1 unless given. */
  readonly initialAccumulatorValue?: number | undefined;
}

type Options = Readonly<Record<keyof FtrlOptimizerOptions, number>>;

const DEFAULTS: Options = {
  learningRate: 0.001,
  l1: 0,
  l2: 0,
  l2Shrinkage: 0,
  learningRatePower: -0.5,
  beta: 0,
  initialAccumulatorValue: 0.1,
};

/** The names in a saved model are those of Keras: either loads what the other saved. */
const KERAS_NAMES = {
  learningRate: 'learningRate',
  l1: 'l1RegularizationStrength',
  l2: 'l2RegularizationStrength',
  l2Shrinkage: 'l2ShrinkageRegularizationStrength',
  learningRatePower: 'learningRatePower',
  beta: 'beta',
  initialAccumulatorValue: 'initialAccumulatorValue',
} as const satisfies Record<keyof Options, string>;

const NAMES = Object.keys(DEFAULTS) as (keyof Options)[];

interface NamedTensor {
  readonly name: string;
  readonly tensor: tf.Tensor;
}

/** What is kept for a variable, under the names it has in a saved model. */
interface State {
  /** The variable that it is of; of a state that was loaded it turns out at the next step. */
  of: string | null;
  readonly accumulator: NamedVariable;
  readonly linear: NamedVariable;
}

interface NamedVariable {
  readonly name: string;
  readonly variable: tf.Variable;
}

/**
 * FTRL-Proximal as TensorFlow computes it, for a variable w with gradient g, its accumulator n and linear term z:
 *
 *   n' = n + g^2
 *   z' = z + g + 2 l2Shrinkage w - (n'^-p - n^-p) / learningRate * w            p = learningRatePower
 *   w' = 0                                                                      if |z'| <= l1
 *   w' = (sgn(z') l1 - z') / ((beta + n'^-p) / learningRate + 2 l2)             otherwise
 *
 * A weight follows from z and n alone, so what a layer was initialized to is forgotten at the first step: begin with
 * zeros. Gradients of tfjs are dense, also those of an Embedding.
 *
 *   model.compile({ optimizer: new FtrlOptimizer({ learningRate: 0.1, l1: 1, beta: 1 }), loss: 'binaryCrossentropy' });
 *
 * Sources: McMahan et al. 2013, "Ad Click Prediction", Algorithm 1; TensorFlow's ApplyFtrlV2; Keras's Ftrl.
 */
export class FtrlOptimizer extends tf.Optimizer {
  /** Keras's name: saved models carry it. */
  static readonly className = 'Ftrl';

  readonly #options: Options;
  #states: State[] = [];

  /** @throws InputError for an option out of its range, or that is none, such as by Keras's name */
  constructor(options: FtrlOptimizerOptions = {}) {
    super();
    checkNames(Object.keys(options));
    const given = Object.entries(options).filter(([, value]) => value !== undefined);
    this.#options = checked({ ...DEFAULTS, ...Object.fromEntries(given) });
  }

  applyGradients(gradients: tf.NamedTensorMap | NamedTensor[]): void {
    const named = Array.isArray(gradients)
      ? gradients
      : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
    for (const { name, tensor } of named) {
      const variable = tf.engine().registeredVariables[name];
      const state = this.#stateOf(name, variable);
      // of a variable that the loss does not depend on, tfjs has no gradient
      if (tensor) tf.tidy(() => step(this.#options, state, variable, tensor));
    }
    this.incrementIterations();
  }

  override dispose(): void {
    for (const { variable } of this.#variables()) variable.dispose();
    this.#states = [];
  }

  override async getWeights(): Promise<NamedTensor[]> {
    const state = this.#variables().map(({ name, variable }) => ({ name, tensor: variable }));
    return [await this.saveIterations(), ...state];
  }

  override async setWeights(weights: NamedTensor[]): Promise<void> {
    const state = await this.extractIterations(weights);
    this.dispose();
    const variables = state.map(({ name, tensor }) => ({ name, variable: tensor.variable(false) }));
    for (let i = 0; i < variables.length; i += 2) {
      this.#states.push({ of: null, accumulator: variables[i], linear: variables[i + 1] });
    }
  }

  getConfig(): tf.serialization.ConfigDict {
    return Object.fromEntries(NAMES.map((name) => [KERAS_NAMES[name], this.#options[name]]));
  }

  static override fromConfig<T extends tf.serialization.Serializable>(
    cls: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
  ): T {
    const given = NAMES.filter((name) => typeof config[KERAS_NAMES[name]] === 'number');
    return new cls(Object.fromEntries(given.map((name) => [name, config[KERAS_NAMES[name]]])));
  }

  /** By name, since a step may be of some variables only; loaded ones by order, since a loaded model has other names. */
  #stateOf(name: string, variable: tf.Variable): State {
    const known = this.#states.find(({ of }) => of === name) ?? this.#states.find(({ of }) => of === null);
    if (known) {
      known.of = name;
      return known;
    }
    const state = initialState(name, variable, this.#options);
    this.#states.push(state);
    return state;
  }

  /** In Keras's order. */
  #variables(): NamedVariable[] {
    return this.#states.flatMap(({ accumulator, linear }) => [accumulator, linear]);
  }
}

tf.serialization.registerClass(FtrlOptimizer);

function initialState(name: string, { shape }: tf.Variable, { initialAccumulatorValue }: Options): State {
  const filled = (kind: string, value: number) => {
    const variable = tf.tidy(() => tf.fill(shape, value).variable(false));
    return { name: `${name}/${kind}`, variable };
  };
  return { of: name, accumulator: filled('accumulator', initialAccumulatorValue), linear: filled('linear', 0) };
}

/** In the order of TensorFlow's kernel, so that float32 rounds alike. */
function step(options: Options, { accumulator, linear }: State, variable: tf.Variable, gradient: tf.Tensor): void {
  const { learningRate, l1, l2, l2Shrinkage, learningRatePower, beta } = options;
  const [n, z] = [accumulator.variable, linear.variable];
  const power = (x: tf.Tensor) => (learningRatePower === -0.5 ? x.sqrt() : x.pow(-learningRatePower));
  const nextN = n.add(gradient.square());
  const shrunk = gradient.add(variable.mul(2 * l2Shrinkage));
  const nextZ = z.add(shrunk.sub(power(nextN).sub(power(n)).div(learningRate).mul(variable)));
  const quadratic = power(nextN)
    .div(learningRate)
    .add(2 * (l2 + beta / (2 * learningRate)));
  const weight = nextZ.sign().mul(l1).sub(nextZ).div(quadratic);
  variable.assign(tf.where(nextZ.abs().greater(l1), weight, tf.zerosLike(weight)));
  n.assign(nextN);
  z.assign(nextZ);
}

function checked(options: Options): Options {
  const { learningRate, learningRatePower, ...notNegative } = options;
  check('learningRate', learningRate, learningRate > 0, 'a number above 0');
  check('learningRatePower', learningRatePower, learningRatePower <= 0, 'a number of 0 or less');
  for (const [name, value] of Object.entries(notNegative)) check(name, value, value >= 0, 'a number of 0 or more');
  return options;
}

function checkNames(names: readonly string[]): void {
  const unknown = names.find((name) => !Object.hasOwn(DEFAULTS, name));
  if (unknown === undefined) return;
  throw new InputError({
    source: 'FtrlOptimizer',
    field: unknown,
    found: 'no such option',
    expected: NAMES.join(', '),
  });
}

function check(field: string, value: number, valid: boolean, expected: string): void {
  if (valid && Number.isFinite(value)) return;
  throw new InputError({ source: 'FtrlOptimizer', field, found: String(value), expected });
}
