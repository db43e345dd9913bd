/** Malformed records that a run skips: told, and kept, once. */

import { type Quarantine, openQuarantine } from '../export/quarantine.js';
import type { HashOptions } from '../hash/hash.js';

export interface Skipped {
  /** What reading calls for each of them. */
  readonly options: Pick<HashOptions, 'onBadRecord' | 'quarantine'>;
  /** Makes the file that keeps them, if there is to be one: not before all else is known to be right. */
  open(header: Uint8Array | undefined): void;
  /** All have been met: what comes now are the same ones in a later pass. */
  told(): void;
  close(): void;
}

export function skippedRecords({
  onBadRecord,
  quarantine: path,
}: Pick<HashOptions, 'onBadRecord'> & { readonly quarantine?: string | undefined }): Skipped {
  let quarantine: Quarantine | undefined;
  let isTold = false;
  return {
    options: {
      onBadRecord: (error) => void (isTold || onBadRecord?.(error)),
      quarantine: path === undefined ? undefined : (record) => void (isTold || quarantine?.add(record)),
    },
    open(header) {
      if (path !== undefined) quarantine = openQuarantine(path, header);
    },
    told: () => void (isTold = true),
    close: () => quarantine?.close(),
  };
}
