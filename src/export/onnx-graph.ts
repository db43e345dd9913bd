/**
 * A slot table -> the graph that looks weights up in it and adds them:
 *
 *   position    = slot + shifts[slot / page_size]
 *   weight      = weights[position] if owners[position] = slot, else 0
 *   probability = sigmoid(bias + sum of weight * value)
 *
 * Operator set 11 and version 6 of the format have all of it: what came in 2019 runs it, and so does what is new.
 * Field numbers and types: onnx.proto3 of ONNX.
 */

import { type Pieces, bytes, integer, message, text } from './protobuf.js';
import type { SlotTable } from './slot-table.js';

const IR_VERSION = 6;
const OPERATOR_SET = 11;

/** Of tensors: TensorProto.DataType. */
const FLOAT = 1;
const INT32 = 6;

/** Of attributes: AttributeProto.AttributeType. */
const INT = 2;
const INTS = 7;

/**
 * The file, without the version of what wrote it: the same model gives the same bytes in each.
 *
 * @param metadata what a user finds under `leanctr` in the model's metadata
 */
export function onnxModel(table: SlotTable, bias: number, metadata: string): Pieces {
  return [
    integer(1, IR_VERSION),
    text(2, 'leanctr'),
    message(7, graphOf(table, bias)),
    message(8, integer(2, OPERATOR_SET)),
    message(14, text(1, 'leanctr'), text(2, metadata)),
  ].flat();
}

function graphOf({ pageSize, shifts, owners, weights }: SlotTable, bias: number): Pieces {
  return [
    node('Div', ['slots', 'page_size'], 'page'),
    node('Gather', ['shifts', 'page'], 'shift'),
    node('Add', ['slots', 'shift'], 'position'),
    node('Gather', ['owners', 'position'], 'owner'),
    node('Equal', ['owner', 'slots'], 'owned'),
    node('Gather', ['weights', 'position'], 'weight_there'),
    node('Where', ['owned', 'weight_there', 'none'], 'weight'),
    node('Mul', ['weight', 'values'], 'part'),
    node('ReduceSum', ['part'], 'sum', integers('axes', [1]), wholeNumber('keepdims', 0)),
    node('Add', ['sum', 'bias'], 'margin'),
    node('Sigmoid', ['margin'], 'probability'),
    text(2, 'leanctr'),
    tensor('page_size', Int32Array.of(pageSize), []),
    tensor('shifts', shifts),
    tensor('owners', owners),
    tensor('weights', weights),
    tensor('none', Float32Array.of(0), []),
    tensor('bias', Float32Array.of(bias), []),
    message(11, valueOf('slots', INT32, ['examples', 'features'])),
    message(11, valueOf('values', FLOAT, ['examples', 'features'])),
    message(12, valueOf('probability', FLOAT, ['examples'])),
  ].flat();
}

/** NodeProto, named after its only output. */
function node(operator: string, inputs: readonly string[], output: string, ...attributes: readonly Pieces[]): Pieces {
  const names = inputs.map((name) => text(1, name));
  return message(1, ...names, text(2, output), text(3, output), text(4, operator), ...attributes);
}

/** AttributeProto. */
function wholeNumber(name: string, value: number): Pieces {
  return message(5, text(1, name), integer(3, value), integer(20, INT));
}

function integers(name: string, values: readonly number[]): Pieces {
  return message(5, text(1, name), ...values.map((value) => integer(8, value)), integer(20, INTS));
}

/** TensorProto; a vector unless `dimensions` say something else. */
function tensor(name: string, data: Int32Array | Float32Array, dimensions: readonly number[] = [data.length]): Pieces {
  return message(
    5,
    ...dimensions.map((size) => integer(1, size)),
    integer(2, data instanceof Int32Array ? INT32 : FLOAT),
    text(8, name),
    bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  );
}

/** ValueInfoProto of a tensor whose dimensions have names, each of any size. */
function valueOf(name: string, type: number, dimensions: readonly string[]): Pieces {
  const shape = dimensions.map((dimension) => message(1, text(2, dimension)));
  return [text(1, name), message(2, message(1, integer(1, type), message(2, ...shape)))].flat();
}
