/** Numbers as people read them. */

export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** Fixed digits, or a dash for what is not defined. */
export function fixed(value: number | null, digits: number): string {
  return value === null ? '-' : value.toFixed(digits);
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}

/** What to say of malformed records, after a comma; nothing if there were none. */
export function skipped(badRecords: number): string {
  if (badRecords === 0) return '';
  return `, ${count(badRecords)} malformed ${badRecords === 1 ? 'record' : 'records'} skipped`;
}

const UNITS = ['bytes', 'kB', 'MB', 'GB'];

export function bytes(value: number): string {
  const unit = Math.min(Math.floor(Math.log10(Math.max(value, 1)) / 3), UNITS.length - 1);
  return unit === 0 ? `${count(value)} bytes` : `${(value / 1000 ** unit).toFixed(1)} ${UNITS[unit]}`;
}
