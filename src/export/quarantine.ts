/** A file that keeps the malformed records that a run skipped, as they were, to be corrected and read again. */

import { closeSync, openSync } from 'node:fs';

import { writeFully } from './atomic-write.js';

export interface Quarantine {
  /** @param record without its line feed */
  add(record: Uint8Array): void;
  close(): void;
}

const NEWLINE = Uint8Array.of(10);

/**
 * Opens the file, empty. It is a log: what was skipped until a run stopped is there, whatever the run stopped for.
 *
 * @throws Error if the system cannot write it
 */
export function openQuarantine(path: string): Quarantine {
  const fd = openSync(path, 'w');
  return {
    add: (record) => writeFully(fd, Buffer.concat([record, NEWLINE])),
    close: () => closeSync(fd),
  };
}
