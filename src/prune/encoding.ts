/** How a packed file stores a weight. */

export const ENCODINGS = ['f32', 'bf16', 'q2.13', 'q8'] as const;

/**
 * - `f32`: float32 as it is
 * - `bf16`: the leading 16 bits of a float32
 * - `q2.13`: 16 bits, multiples of 2^-13 in [-4, 4)
 * - `q8`: 8 bits, multiples of a scale that the model has
 */
export type Encoding = (typeof ENCODINGS)[number];
