/**
 * Numbers, texts and bytes -> the pieces of a protocol buffer, in order: the three wire types that ONNX needs.
 *
 * Not a library: those encode into one growing buffer, which copies a model's weights again and again, and come at 2.9 MB
 * (@bufbuild/protobuf) or 4 MB (protobufjs) installed. Here the weights are handed on as they lie.
 * Source: protobuf.dev/programming-guides/encoding. Field numbers are those of the message's definition.
 */

/** A field, or several: their bytes one after the other. */
export type Pieces = readonly Uint8Array[];

/** @param value a whole number of 0 or more */
export function integer(field: number, value: number): Pieces {
  return [Uint8Array.from([...varint(field * 8 + VARINT), ...varint(value)])];
}

export function text(field: number, value: string): Pieces {
  return bytes(field, Buffer.from(value));
}

export function message(field: number, ...fields: readonly Pieces[]): Pieces {
  return bytes(field, ...fields.flat());
}

/** @param pieces of one value */
export function bytes(field: number, ...pieces: Pieces): Pieces {
  return [Uint8Array.from([...varint(field * 8 + BYTES), ...varint(byteLength(pieces))]), ...pieces];
}

export function byteLength(pieces: Pieces): number {
  return pieces.reduce((sum, piece) => sum + piece.byteLength, 0);
}

const VARINT = 0;
const BYTES = 2;

/** Seven bits a byte, the lowest first; all but the last have the eighth set. */
function varint(value: number): number[] {
  const bits: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bits.push(128 + (rest % 128));
  return [...bits, rest];
}
