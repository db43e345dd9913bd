/** A model and inputs -> their records one by one, whose tokens hash as the model's did. */

import type { HashSpec } from '../batch/hash-spec.js';
import { type HashOptions, hashSpec } from '../hash/hash.js';
import type { InputError } from '../input-error.js';
import type { Model } from '../learn/model.js';
import { type ReadOptions, type Records, read } from '../read/read.js';
import type { LogRecord } from '../read/record.js';
import { recordsIn } from '../read/records-in.js';
import { type InputOptions, checkFields } from './evaluate.js';
import { heeding } from './interrupted.js';

export interface RecordsFor {
  readonly records: Records;
  readonly spec: HashSpec;
}

/** @throws InputError as read does, and for records of other fields than the model's */
export async function recordsFor(
  { header }: Model,
  options: Pick<InputOptions, 'inputs' | 'format' | 'schema' | 'signal'> & Pick<ReadOptions, 'labels'>,
): Promise<RecordsFor> {
  const records = await read(options.inputs, options);
  const { bits, hash: kind, seed, missing } = header.hashing;
  const spec = hashSpec(records, { bits, hash: kind, seed, missing });
  checkFields(spec, header, options);
  return { records, spec };
}

export interface TakenRecords {
  readonly examples: number;
  readonly badRecords: number;
}

/** Records between two turns of the event loop: a turn each takes 2 us. */
const BREATH = 1024;

/**
 * Takes records in their order, until one is the last.
 *
 * @param take returns false to stop; throws InputError for a malformed record, before anything else
 * @throws InputError for a malformed record, unless they are skipped @throws Interrupted if the signal is aborted
 */
export async function takeRecords(
  records: Records,
  { badRecords, onBadRecord, signal }: Pick<HashOptions, 'badRecords' | 'onBadRecord' | 'signal'>,
  take: (record: LogRecord) => boolean,
): Promise<TakenRecords> {
  const taken = { examples: 0, badRecords: 0 };
  const pass = (error: InputError): void => {
    if (badRecords !== 'skip') throw error;
    taken.badRecords++;
    onBadRecord?.(error);
  };
  const use = (record: LogRecord): boolean | null => {
    const goOn = take(record);
    taken.examples++;
    return goOn && taken.examples % BREATH !== 0 ? null : goOn;
  };
  for await (const goOn of heeding(signal, recordsIn(records, use, { onBadRecord: pass, signal }))) if (!goOn) break;
  return taken;
}
