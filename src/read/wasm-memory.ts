/** A WebAssembly module whose memory grows without end -> the same module with an end. */

const HEADER_BYTES = 8;
const MEMORY_SECTION = 5;
const PAGE_BYTES = 1 << 16;
/** Flags of limits: only a minimum; a minimum and a maximum. */
const OPEN = 0;
const CLOSED = 1;

/**
 * @param module a binary with one memory
 * @throws RangeError if the memory is limited already, or there is none
 */
export function withMemoryLimit(module: Uint8Array, bytes: number): Uint8Array<ArrayBuffer> {
  for (let at = HEADER_BYTES; at < module.length;) {
    const [size, begin] = unsigned(module, at + 1);
    if (module[at] !== MEMORY_SECTION) {
      at = begin + size;
      continue;
    }
    const [count, flag, ...minimum] = module.subarray(begin, begin + size);
    if (count !== 1 || flag !== OPEN) break;
    const section = [count, CLOSED, ...minimum, ...lebOf(bytes / PAGE_BYTES)];
    const head = Uint8Array.of(MEMORY_SECTION, ...lebOf(section.length), ...section);
    return Uint8Array.from(Buffer.concat([module.subarray(0, at), head, module.subarray(begin + size)]));
  }
  throw new RangeError('no memory without a limit');
}

/** A number in LEB128, and where it ends. */
function unsigned(bytes: Uint8Array, from: number): [value: number, end: number] {
  let value = 0;
  for (let at = from, scale = 1; ; at++, scale *= 128) {
    value += (bytes[at] & 127) * scale;
    if (bytes[at] < 128) return [value, at + 1];
  }
}

function lebOf(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) | 128, ...lebOf(Math.floor(value / 128))];
}
