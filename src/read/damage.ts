/** The error lines of compressed data that cannot be decompressed; whoever knows the file's name adds it. */

import { InputError } from '../input-error.js';

const ADVICE = 'fetch it again';

/** @param name the compression's */
export function cutShort(name: string): InputError {
  return new InputError({ found: `${name} data that is cut short`, expected: `a whole ${name} file`, advice: ADVICE });
}

/**
 * @param name   the compression's
 * @param reason what is wrong with the data, in a few words
 */
export function damaged(name: string, reason: string): InputError {
  const found = `damaged ${name} data (${reason})`;
  return new InputError({ found, expected: `a whole ${name} file`, advice: ADVICE });
}

/** The data is whole, but asks for what we do not have. */
export function beyondUs(name: string, need: string, advice: string): InputError {
  return new InputError({
    found: `${name} data that needs ${need}`,
    expected: `${name} data without that need`,
    advice,
  });
}
