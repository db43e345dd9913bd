/** Stopping cleanly: what a run throws when it was asked to stop. */

/** The run was stopped by its AbortSignal (Ctrl-C): nothing was written. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';

  constructor() {
    super('interrupted: nothing was written');
  }
}

/**
 * Runs work that a signal may stop; whatever the work throws after that is the stop itself.
 *
 * @throws Interrupted if the signal was aborted before the work ended
 */
export async function interruptible<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw signal?.aborted ? new Interrupted() : error;
  }
}
