// Where the texts of a column begin: whether that can be; the readable twin is ../../read/offsets.ts.

/** Whether int32 ascend from 0 or more: a quarter of the time of the twin. */
export function ascend(offsets: usize, count: u32): bool {
  if (count == 0) return true;
  // a sign that is set once stays set
  let signs = v128.load32_zero(offsets);
  let at = offsets + 4;
  const end = offsets + (count << 2);
  for (; at + 16 <= end; at += 16) {
    const four = v128.load(at);
    signs = v128.or(signs, v128.or(four, i32x4.sub(four, v128.load(at - 4))));
  }
  for (; at < end; at += 4) {
    const one = v128.load32_zero(at);
    signs = v128.or(signs, v128.or(one, i32x4.sub(one, v128.load32_zero(at - 4))));
  }
  return !i32x4.bitmask(signs);
}
