/** Values -> bytes of Thrift's compact protocol: as much of it as a Parquet footer needs. */

/** A value as bytes, and its type on the wire. */
export interface ThriftValue {
  readonly type: number;
  readonly bytes: Uint8Array;
}

const INT = 6;
const BINARY = 8;
const LIST = 9;
const STRUCT = 12;

/** @param type on the wire: 5 for 32 bits, 6 for 64; their bytes are the same */
export function int(value: number, type: 5 | 6 = INT): ThriftValue {
  return { type, bytes: varint(value >= 0 ? 2 * value : -2 * value - 1) };
}

export function text(value: string): ThriftValue {
  const bytes = Buffer.from(value);
  return { type: BINARY, bytes: Buffer.concat([varint(bytes.length), bytes]) };
}

/** @param values one or more, all of one type */
export function list(values: readonly ThriftValue[]): ThriftValue {
  const head = Uint8Array.of(0xf0 | values[0].type);
  return { type: LIST, bytes: Buffer.concat([head, varint(values.length), ...values.map(({ bytes }) => bytes)]) };
}

/** @param fields by their ids, less than 16 apart; what is null is left out */
export function struct(fields: Readonly<Record<number, ThriftValue | null>>): ThriftValue {
  let last = 0;
  const parts = Object.entries(fields).flatMap(([id, value]) => {
    if (value === null) return [];
    const delta = Number(id) - last;
    last = Number(id);
    return [Uint8Array.of((delta << 4) | value.type), value.bytes];
  });
  return { type: STRUCT, bytes: Buffer.concat([...parts, Uint8Array.of(0)]) };
}

/** A struct that is written already. */
export function written(bytes: Uint8Array): ThriftValue {
  return { type: STRUCT, bytes };
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Uint8Array.of(...bytes, rest);
}
