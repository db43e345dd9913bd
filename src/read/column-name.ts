/** Names of columns that a schema can have. */

import { InputError } from '../input-error.js';

/** No control characters, nor lone surrogates: no file in UTF-8 has them. */
export function isName(name: string): boolean {
  return !/[\p{Cc}\p{Cs}]/u.test(name);
}

/** @throws InputError for a name that no schema can have */
export function checkName(name: string): void {
  if (isName(name)) return;
  const advice = 'rename it';
  throw new InputError({ field: name.slice(0, 40), found: 'a control character', expected: 'none in a name', advice });
}
