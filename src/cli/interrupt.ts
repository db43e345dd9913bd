/** Ctrl-C and SIGTERM -> a signal that a run obeys. */

// a system call that does not end (a slow disk) cannot hold the user longer than this
const PATIENCE_MS = 1500;

/** Runs work with a signal that Ctrl-C aborts; a second Ctrl-C, or too long a wait, ends the process at once. */
export async function untilInterrupted<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) giveUp();
    controller.abort();
    setTimeout(giveUp, PATIENCE_MS).unref();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

function giveUp(): never {
  process.stderr.write('leanctr: interrupted\n');
  process.exit(130);
}
