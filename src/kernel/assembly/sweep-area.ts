// What the models of a group learn with: numbers that all share, then those of each four models as vectors.
// ../../learn/sweep-area.ts fills it.

/** log2 of the bytes that four models have in a slot: z and n of each, float32. */
export const QUAD_SHIFT: usize = 5;

// byte offsets of four models' numbers: float32, then float64, then integers
export const INVERSE_ALPHA32: usize = 0;
export const BETA32: usize = 16;
export const LAMBDA1: usize = 32;
export const LAMBDA2: usize = 48;
export const INVERSE_ALPHA: usize = 64;
export const BETA: usize = 96;
export const BIAS_Z: usize = 128;
export const BIAS_N: usize = 160;
export const LOG_LOSS: usize = 192;
export const PROBABILITY: usize = 224;
export const DIVERGED: usize = 256;
export const QUAD_BYTES: usize = 288;

@unmanaged
export class SweepArea {
  /** Examples learned before this one: low and high 32 bits. */
  updatesLow: u32;
  updatesHigh: u32;
  /** 1: state is rounded at random; 0: to nearest. */
  randomized: u32;
  /** 1: examples count in the sums. */
  scored: u32;
  /** How many times four models there are; log2 of the bytes of a slot. */
  quads: u32;
  shift: u32;
  /** Of the current example. */
  example: u32;
  word: u32;
  /** Address of 8 bytes for each feature of the longest example, and 32 more. */
  draws: u32;
  spare: u32;
  label: f32;
  importance32: f32;
  /** Sums over examples. */
  examples: f64;
  positives: f64;
  importance: f64;
  positiveImportance: f64;

  /** Address of the first four models' numbers. */
  // @ts-ignore: decorator
  @inline
  parameters(): usize {
    return changetype<usize>(this) + 96;
  }

  // @ts-ignore: decorator
  @inline
  count(): void {
    const importance = <f64>this.importance32;
    const clicked = this.label > 0.5;
    this.examples += 1;
    this.positives += f64(clicked);
    this.importance += importance;
    this.positiveImportance += clicked ? importance : 0;
  }

  /** Notes the first example of each of two models whose margin is not finite, counted from 1 in its batch. */
  diverge(pair: usize, margins: v128): void {
    this.divergeOne(pair, f64x2.extract_lane(margins, 0), 0);
    this.divergeOne(pair, f64x2.extract_lane(margins, 1), 4);
  }

  private divergeOne(pair: usize, margin: f64, lane: usize): void {
    if (abs<f64>(margin) < Infinity) return;
    // pairs are 16 bytes apart among float64, 8 among integers
    const models = changetype<usize>(this) + 96;
    const quad = (pair - models) / QUAD_BYTES;
    const at = models + quad * QUAD_BYTES + DIVERGED + ((pair - models - quad * QUAD_BYTES) >> 1) + lane;
    if (load<u32>(at) == 0) store<u32>(at, this.example + 1);
  }
}
