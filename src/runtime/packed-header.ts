/** The beginning of a packed file -> what the model is, its weights aside. docs/lctr.md says what every byte means. */

/** How records become slots; the same as a HashSpec of src/batch. */
export interface PackedSpec {
  readonly hash: (typeof HASHES)[number];
  readonly seed: number;
  readonly bits: number;
  readonly missing: 'ignore' | 'feature';
  readonly fields: readonly PackedField[];
  readonly crosses?: readonly (readonly string[])[];
}

export interface PackedField {
  readonly name: string;
  readonly type: (typeof TYPES)[number];
  readonly missing?: 'ignore' | 'feature';
  readonly missingTokens?: readonly string[];
  readonly minLength?: number;
  readonly lowerCase?: boolean;
  readonly parts?: readonly (typeof PARTS)[number][];
  readonly timeFormat?: (typeof TIME_FORMATS)[number];
  readonly separator?: string;
}

export interface PackedHeader {
  readonly hashing: PackedSpec;
  readonly bias: number;
  /** Slots that met a gradient while the model was learned. */
  readonly touched: number;
  readonly nonzeros: number;
  /** Bits of a stored number after its leading 1; whole numbers have as many as they need. */
  readonly precision: number | undefined;
  /** A stored number times this is a weight. */
  readonly scale: number;
}

// their places are their numbers in the file
export const HASHES = ['murmur3', 'identity'] as const;
export const MISSING = ['ignore', 'feature'] as const;
export const TYPES = ['categorical', 'count', 'numeric', 'time', 'list', 'pairs'] as const;
export const PARTS = ['hour', 'weekday', 'hour_of_week'] as const;
export const TIME_FORMATS = ['iso', 'seconds', 'milliseconds', 'yymmddhh'] as const;

// a few bytes can stand for many fields: so many are refused, and none of a long name stands for others
export const MAX_FIELDS = 65_536;
export const MAX_NUMBERED = 255;

/** The name after one that ends in digits: `C9`, `C10`; of the last nine digits at most, without zeros before them. */
export function nextName(name: string): string {
  return name.replace(/[0-9]{1,9}$/, (digits) => `${+digits + 1}`);
}

/** @throws Error for bytes with something that a packed model does not have */
export function fail(what = 'contents that no writer wrote'): never {
  throw new Error(`not a packed model: ${what}`);
}

/**
 * Reads the header, beginning after the version.
 *
 * @param next gives the next byte, or throws
 * @throws Error for a number out of its range
 */
export function headerFrom(next: () => number): PackedHeader {
  const kind = next();
  const bits = next();
  const seed = varint(next);
  const fields = fieldsFrom(next);
  const crosses = list(next, () => crossFrom(next, fields));
  const [bias] = new Float64Array(bytes(next, 8).buffer);
  const touched = varint(next);
  const nonzeros = varint(next);
  if (kind > 15 || bits > 28 || touched > 2 ** bits || nonzeros > touched) fail();
  const encoding = kind & 3;
  return {
    hashing: {
      hash: HASHES[(kind >> 2) & 1],
      seed,
      bits,
      missing: MISSING[kind >> 3],
      fields,
      ...(crosses && { crosses }),
    },
    bias,
    touched,
    nonzeros,
    precision: [23, 7][encoding],
    scale: encoding < 2 ? 1 : encoding < 3 ? 2 ** -13 : (128 + next()) * 2 ** (next() - 134),
  };
}

function fieldsFrom(next: () => number): PackedField[] {
  const count = varint(next);
  if (count > MAX_FIELDS) fail();
  const fields: PackedField[] = [];
  while (fields.length < count) {
    const head = varint(next);
    let name = text(next);
    const type = TYPES[head & 7] ?? fail();
    const options = head & 8 ? optionsFrom(next) : {};
    const others = head >>> 4;
    if (others >= count - fields.length || (others && name.length > MAX_NUMBERED)) fail();
    for (let more = others; more >= 0; more--) {
      fields.push({ name, type, ...options });
      name = nextName(name);
    }
  }
  return fields;
}

function optionsFrom(next: () => number): Omit<PackedField, 'name' | 'type'> {
  const kind = next();
  const minLength = next();
  const missing = MISSING[(kind & 3) - 1];
  const timeFormat = TIME_FORMATS[(kind >> 4) - 1];
  const missingTokens = list(next, () => text(next));
  const parts = list(next, () => PARTS[next()] ?? fail());
  const separator = text(next);
  return {
    ...(missing && { missing }),
    ...(missingTokens && { missingTokens }),
    ...(minLength && { minLength }),
    ...(kind & 12 && { lowerCase: (kind & 12) === 8 }),
    ...(parts && { parts }),
    ...(timeFormat && { timeFormat }),
    ...(separator && { separator }),
  };
}

function crossFrom(next: () => number, fields: readonly PackedField[]): string[] {
  const first = varint(next);
  const places = [first >>> 1, varint(next), ...(first & 1 ? [varint(next)] : [])];
  return places.map((place) => (fields[place] ?? fail()).name);
}

/** Absent, or as many as said. */
function list<T>(next: () => number, item: () => T): T[] | undefined {
  const length = varint(next);
  if (!length) return undefined;
  const items = [];
  // one by one: each takes a byte, so that no length asks for more than the file is long
  while (items.length < length - 1) items.push(item());
  return items;
}

function text(next: () => number): string {
  const length = varint(next);
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes(next, length));
}

function bytes(next: () => number, length: number): Uint8Array<ArrayBuffer> {
  const taken = [];
  while (taken.length < length) taken.push(next());
  return Uint8Array.from(taken);
}

/** Seven bits a byte, the low ones first; all but the last have their high bit set; five at most. */
function varint(next: () => number): number {
  let value = 0;
  for (let unit = 1; ; unit *= 128) {
    const byte = next();
    value += (byte & 127) * unit;
    if (unit > 2 ** 28) fail();
    if (byte < 128) return value;
  }
}
