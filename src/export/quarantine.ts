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
 * Opens the file, empty but for a header. It is a log: what was skipped until a run stopped is there, whatever the run
 * stopped for.
 *
 * @param header of the input, byte for byte: with it the file is read as the input is
 * @throws Error if the system cannot write it
 */
export function openQuarantine(path: string, header?: Uint8Array): Quarantine {
  const fd = openSync(path, 'w');
  if (header) writeFully(fd, header.at(-1) === NEWLINE[0] ? header : Buffer.concat([header, NEWLINE]));
  return {
    add: (record) => writeFully(fd, Buffer.concat([record, NEWLINE])),
    close: () => closeSync(fd),
  };
}
