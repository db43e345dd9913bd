/**
 * The layers of a model in TensorFlow.js: the look-up in a slot table and the logistic model over it, from layers that
 * every tfjs has. None of them compares, so two Dense ones tell whether a slot owns its position:
 *
 *   position    = slot + shift[slot / pageSize]        an Embedding drops what is behind the point of its index
 *   gap         = slot - owner[position]
 *   owned       = relu(1 - relu(gap) - relu(-gap))     1 if gap = 0, else 0, since a gap is a whole number
 *   probability = sigmoid(bias + sum of owned * weight[position] * value)
 */

import type { SlotTable } from './slot-table.js';

/** The numbers of a layer: `layer/kernel`, `layer/bias` or `layer/embeddings`. */
export interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/**
 * The layers as Keras writes them in JSON. Inputs are `slots` and `values`, of any number of examples and features; the
 * output is one probability an example.
 */
export function topologyOf({ shifts, weights }: SlotTable): object {
  const layers = [
    layer('InputLayer', 'slots', { batch_input_shape: [null, null], dtype: 'int32' }),
    layer('InputLayer', 'values', { batch_input_shape: [null, null], dtype: 'float32' }),
    reshape('slot', [-1, 1], 'slots'),
    reshape('value', [-1, 1], 'values'),
    dense('page', { units: 1, use_bias: false }, 'slot'),
    reshape('pages', [-1], 'page'),
    embedding('shift', shifts.length, 'pages'),
    layer('Add', 'position', {}, 'slot', 'shift'),
    reshape('positions', [-1], 'position'),
    embedding('minus_owner', weights.length, 'positions'),
    layer('Add', 'gap', {}, 'slot', 'minus_owner'),
    dense('gap_sides', { units: 2, use_bias: false, activation: 'relu' }, 'gap'),
    dense('owned', { units: 1, activation: 'relu' }, 'gap_sides'),
    embedding('weight', weights.length, 'positions'),
    layer('Multiply', 'owned_weight', {}, 'owned', 'weight'),
    layer('Dot', 'sum', { axes: 1 }, 'owned_weight', 'value'),
    reshape('margin', [1], 'sum'),
    dense('probability', { units: 1, activation: 'sigmoid' }, 'margin'),
  ];
  const ends = { input_layers: [node('slots'), node('values')], output_layers: [node('probability')] };
  return { class_name: 'Model', config: { name: 'leanctr', layers, ...ends } };
}

/** The numbers of those layers. */
export function tensorsOf({ pageSize, shifts, owners, weights }: SlotTable, bias: number): readonly Tensor[] {
  const table = (name: string, data: Float32Array) => ({ name: `${name}/embeddings`, shape: [data.length, 1], data });
  const kernel = (name: string, ...data: number[]) => ({ name: `${name}/kernel`, data: Float32Array.from(data) });
  const biasOf = (name: string, value: number) => ({ name: `${name}/bias`, shape: [1], data: Float32Array.of(value) });
  return [
    { ...kernel('page', 1 / pageSize), shape: [1, 1] },
    // whole numbers of at most 24 bits, which float32 holds exactly
    table('shift', Float32Array.from(shifts)),
    table(
      'minus_owner',
      Float32Array.from(owners, (owner) => -owner),
    ),
    { ...kernel('gap_sides', 1, -1), shape: [1, 2] },
    { ...kernel('owned', -1, -1), shape: [2, 1] },
    biasOf('owned', 1),
    table('weight', weights),
    { ...kernel('probability', 1), shape: [1, 1] },
    biasOf('probability', bias),
  ];
}

function layer(kind: string, name: string, config: object, ...inputs: string[]) {
  const nodes = inputs.length === 0 ? [] : [inputs.map((input) => [...node(input), {}])];
  return { class_name: kind, name, config: { name, trainable: false, ...config }, inbound_nodes: nodes };
}

function reshape(name: string, shape: readonly number[], from: string) {
  return layer('Reshape', name, { target_shape: shape }, from);
}

function dense(name: string, config: object, from: string) {
  return layer('Dense', name, config, from);
}

function embedding(name: string, size: number, from: string) {
  // a table of random numbers would be drawn before it is overwritten
  const zeros = { class_name: 'Zeros', config: {} };
  return layer('Embedding', name, { input_dim: size, output_dim: 1, embeddings_initializer: zeros }, from);
}

/** A layer's only output. */
function node(name: string): [string, 0, 0] {
  return [name, 0, 0];
}
