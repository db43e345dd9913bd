// svmlight text -> batch: "label index:value index:value ... # comment". The readable twins are
// ../../read/svmlight.ts (the record) and ../../hash/hash-records.ts (its features).

import { BatchArea, BAD_RECORD, DONE, FULL, Lane, addAt, finishExample, nextStamp, seenBefore, setValue } from './batch';
import { IDENTITY, MASK, SEEDS } from './count';
import { positionOf } from './merge';
import { murmur3 } from './murmur3';
import { isDigit, parseNumber } from './number';

const NEWLINE: u32 = 0x0a;

// @ts-ignore: decorator
@inline
function isSpace(byte: u32): bool {
  return byte == 0x20 || byte == 0x09 || byte == 0x0d;
}

// @ts-ignore: decorator
@inline
function afterSpaces(at: usize): usize {
  while (isSpace(load<u8>(at))) at++;
  return at;
}

// @ts-ignore: decorator
@inline
function endsRecord(byte: u32): bool {
  return byte == NEWLINE || byte == 0x23;
}

/** Appends the whole lines of text[begin, end); arguments and result as readCriteo's. Blank lines are no records. */
export function readSvmlight(batch: BatchArea, tables: usize, lane: Lane, begin: u32, end: u32): i32 {
  let record: usize = begin;
  while (record < end) {
    batch.next = <u32>record;
    let at = afterSpaces(record);
    if (!endsRecord(load<u8>(at))) {
      if (batch.size == batch.examplesCapacity) return FULL;
      const label = labelAt(at);
      if (label < 0) return BAD_RECORD;
      at += label >> 1;
      const stopped = readFeatures(batch, tables, lane, at);
      if (stopped != DONE) return stopped;
      finishExample(batch, lane, <f32>(label & 1), lane.nnz);
      at = lane.after;
    }
    while (load<u8>(at) != NEWLINE) at++;
    batch.lines += 1;
    record = at + 1;
  }
  batch.next = <u32>record;
  return DONE;
}

/** Twice the length of the label's text, plus 1 for a click: 0, -1 are none; 1, +1 are one. -1 for anything else. */
function labelAt(at: usize): i32 {
  const first = load<u8>(at);
  const signed = i32(first == 0x2d || first == 0x2b);
  const digit = <i32>load<u8>(at + signed) - 0x30;
  const after = <u32>load<u8>(at + signed + 1);
  if (!isSpace(after) && !endsRecord(after)) return -1;
  if (digit == 1) return ((1 + signed) << 1) | i32(first != 0x2d);
  return digit == 0 && !signed ? 2 : -1;
}

/** The features of one record, up to its end at lane.after. It counts only when finishExample says so. */
function readFeatures(batch: BatchArea, tables: usize, lane: Lane, at: usize): i32 {
  const stamp = nextStamp(lane);
  const begin = batch.nnz;
  let k = begin;
  at = afterQueryId(afterSpaces(at));
  for (; !endsRecord(load<u8>(at)); at = afterSpaces(at)) {
    const token = at;
    while (isDigit(load<u8>(at))) at++;
    const length = <u32>(at - token);
    if (length - 1 > 9 || load<u8>(at) != 0x3a) return BAD_RECORD;
    const value = <f32>parseNumber(at + 1, lane);
    at = lane.after;
    const after = <u32>load<u8>(at);
    if (!(abs<f32>(value) <= f32.MAX_VALUE) || (!isSpace(after) && !endsRecord(after))) return BAD_RECORD;
    // a value of 0 is no feature, whatever its index
    if (value == 0) continue;
    const slot = slotOf(tables, token, length);
    if (slot > u32.MAX_VALUE) return BAD_RECORD;
    const slots: usize = batch.slots;
    const end = slots + (k << 2);
    const earlier = seenBefore(lane.stamps, stamp, <u32>slot) ? positionOf(slots + (begin << 2), end, <u32>slot) : end;
    if (earlier < end) {
      addAt(batch, <u32>(earlier - slots) >> 2, value, k);
      lane.merged += 1;
      continue;
    }
    if (k == batch.nnzCapacity) return FULL;
    store<u32>(batch.slots + (k << 2), <u32>slot);
    setValue(batch, k, value);
    k++;
  }
  lane.after = <u32>at;
  lane.nnz = k;
  return DONE;
}

/** Past "qid:17": a ranking query, which is no feature. */
function afterQueryId(at: usize): usize {
  // "qid:", little-endian
  if (load<u32>(at) != 0x3a646971) return at;
  at += 4;
  while (isDigit(load<u8>(at))) at++;
  return afterSpaces(at);
}

/** The slot of an index, or 2^32 and more if `identity` hashing has no such slot. */
function slotOf(tables: usize, token: usize, length: u32): u64 {
  if (!load<u32>(tables, IDENTITY)) return murmur3(token, length, load<u32>(tables, SEEDS)) & load<u32>(tables, MASK);
  let index: u64 = 0;
  for (let i: u32 = 0; i < length; i++) index = index * 10 + (load<u8>(token + i) - 0x30);
  return index > load<u32>(tables, MASK) ? u64.MAX_VALUE : index;
}
