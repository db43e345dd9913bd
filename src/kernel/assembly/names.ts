// The name of a namespace or key -> its column, by a table that ../../hash/kernel-names.ts fills.

/** What stands before the entries: the hash of a name's first eight bytes is (bytes * multiplier) >> shift. */
@unmanaged
export class Names {
  multiplier: u64;
  shift: u64;
}

@unmanaged
export class Name {
  /** The first eight bytes, zeros behind a shorter name. */
  first: u64;
  /** 0: no entry. */
  length: u32;
  column: u32;
  /** What the features are: TEXT, LIST, NUMBER or IGNORED. */
  kind: u32;
  /** The address of all bytes. */
  bytes: u32;
  /** What is enough for a feature in the order of the fields: 0, TOKEN_SLOT, COUNT_SLOT or PASSED_OVER. */
  way: u32;
  /** TOKEN_SLOT: the seed. COUNT_SLOT: the slots of all tokens. Of a LIST: the byte between elements. */
  from: u32;
}

export const TOKEN_SLOT: u32 = 1;
export const COUNT_SLOT: u32 = 2;
export const PASSED_OVER: u32 = 3;

/** One feature, a token. */
export const TEXT: u32 = 0;
/** Any number of tokens. */
export const LIST: u32 = 1;
/** One feature with a value. */
export const NUMBER: u32 = 2;
export const IGNORED: u32 = 3;

const NAME_BYTES: usize = 32;

/** The entry of a name of 1 byte or more, or one of length 0 if there is none. */
// @ts-ignore: decorator
@inline
export function nameOf(names: Names, text: usize, length: u32): Name {
  const first = nameWord(text, min<u32>(length, 8));
  const name = likelyName(names, first);
  if (name.first == first && name.length == length && length <= 8) return name;
  return laterName(changetype<usize>(name), first, text, length);
}

/** A name's first eight bytes, zeros behind its end. @param length 1 .. 8 */
// @ts-ignore: decorator
@inline
export function nameWord(text: usize, length: u32): u64 {
  return load<u64>(text) & (u64.MAX_VALUE >> (<u64>(8 - length) << 3));
}

/** The entry that a word's name has, if no other is in its place. */
// @ts-ignore: decorator
@inline
export function likelyName(names: Names, word: u64): Name {
  const place = <usize>((word * names.multiplier) >> names.shift);
  return changetype<Name>(changetype<usize>(names) + offsetof<Names>() + place * NAME_BYTES);
}

/** A name that is long, or stands behind others with its hash. */
function laterName(at: usize, first: u64, text: usize, length: u32): Name {
  let name = changetype<Name>(at);
  while (name.length != 0 && !(name.length == length && name.first == first && isSame(name, text))) {
    at += NAME_BYTES;
    name = changetype<Name>(at);
  }
  return name;
}

function isSame(name: Name, text: usize): bool {
  return memory.compare(name.bytes, text, name.length) == 0;
}
