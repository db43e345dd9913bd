/** What a sweep's tables take, held against what the machine has: told before the first record is read. */

import { totalmem } from 'node:os';

import { InputError } from '../input-error.js';

/** What a sweep takes beside its tables. */
const BESIDE = 250 * 2 ** 20;

/**
 * @param models  as they are trained: those that fill a group up too
 * @param machine bytes that the process may take
 * @throws InputError, with the sum, if the tables do not fit
 */
export function checkRoom(bits: number, models: number, machine: number = roomOf()): void {
  const tables = 8 * 2 ** bits * models;
  if (tables + BESIDE <= machine) return;
  throw new InputError({
    source: 'memory',
    found: `${models} models x ${(2 ** bits).toLocaleString('en-US')} slots x 8 bytes = ${inGiB(tables)}`,
    expected: `at most the ${inGiB(machine)} of this machine, less ${inGiB(BESIDE)}`,
    advice: 'use fewer --bits, or split the grid into several sweeps',
  });
}

/** A container may have less than its machine. */
function roomOf(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

function inGiB(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(2)} GiB`;
}
