// RMSProp with momentum, four features at a time; the readable twin, with the formula, is ../../learn/rmsprop.ts.

import { decayed } from './decay';
import { idle } from './idle';
import { SquareMean } from './rmsprop';
import { moved } from './rounding';
import { gatherQuads, storeQuads } from './slots';

/** Slots hold weight, square and momentum, and 4 bytes of nothing; a group's scratch the three. */
@unmanaged
export class RmspropMomentum extends SquareMean {
  // @ts-ignore: decorator
  @inline
  shift(): u32 {
    return 4;
  }

  // @ts-ignore: decorator
  @inline
  group(): usize {
    return 64;
  }

  // @ts-ignore: decorator
  @inline
  gather(table: usize, slots: usize, group: usize): v128 {
    return gatherQuads(table, slots, group);
  }

  // @ts-ignore: decorator
  @inline
  update(table: usize, slots: usize, g: v128, hasValues: bool, group: usize): void {
    const weights = v128.load(group);
    const square = v128.load(group, 16);
    const m = v128.load(group, 32);
    let square2 = this.squareOf(square, g);
    let m2 = f32x4.add(decayed(m, this.momentum32), this.stepOf(square2, g));
    let step = m2;
    if (hasValues) {
      const moves = this.moves(g);
      square2 = v128.bitselect(square2, square, moves);
      m2 = v128.bitselect(m2, m, moves);
      step = v128.and(step, moves);
    }
    storeQuads(table, slots, moved(weights, step, v128.load(slots), this.word, this.randomized), square2, m2);
  }

  // @ts-ignore: decorator
  @inline
  idle(table: usize, size: u32): void {
    idle<RmspropMomentum>(this, table, size);
  }
}
