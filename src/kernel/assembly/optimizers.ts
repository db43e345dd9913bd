// The loops of every optimizer: `learn` and `collect`, compiled for each.

import { Adagrad } from './adagrad';
import { Adam } from './adam';
import { BatchArea } from './batch';
import { BlockArea, collect } from './collect';
import { Ftrl } from './ftrl';
import { learn } from './learn';
import { Momentum } from './momentum';
import { Rmsprop } from './rmsprop';
import { RmspropMomentum } from './rmsprop-momentum';
import { Sgd } from './sgd';
import { OgdCount } from './ogd-count';
import { Rda } from './rda';
import { Shrinking } from './shrinking';

export function learnFtrl(
  area: Ftrl, table: usize, nothing: u32, batch: BatchArea, from: u32, to: u32, importances: usize, scratch: usize,
  margins: usize,
): u32 {
  return learn<Ftrl>(area, table, nothing, batch, from, to, importances, scratch, margins);
}

export function collectFtrl(
  area: Ftrl, table: usize, size: u32, from: u32, block: BlockArea, scratch: usize,
): u32 {
  return collect<Ftrl>(area, table, size, from, block, scratch);
}

export function learnAdagrad(
  area: Adagrad, table: usize, nothing: u32, batch: BatchArea, from: u32, to: u32, importances: usize, scratch: usize,
  margins: usize,
): u32 {
  return learn<Adagrad>(area, table, nothing, batch, from, to, importances, scratch, margins);
}

export function collectAdagrad(
  area: Adagrad, table: usize, size: u32, from: u32, block: BlockArea, scratch: usize,
): u32 {
  return collect<Adagrad>(area, table, size, from, block, scratch);
}

export function learnSgd(
  area: Sgd, table: usize, nothing: u32, batch: BatchArea, from: u32, to: u32, importances: usize, scratch: usize,
  margins: usize,
): u32 {
  return learn<Sgd>(area, table, nothing, batch, from, to, importances, scratch, margins);
}

export function collectSgd(
  area: Sgd, table: usize, size: u32, from: u32, block: BlockArea, scratch: usize,
): u32 {
  return collect<Sgd>(area, table, size, from, block, scratch);
}

export function learnMomentum(
  area: Momentum, table: usize, nothing: u32, batch: BatchArea, from: u32, to: u32, importances: usize, scratch: usize,
  margins: usize,
): u32 {
  return learn<Momentum>(area, table, nothing, batch, from, to, importances, scratch, margins);
}

export function collectMomentum(
  area: Momentum, table: usize, size: u32, from: u32, block: BlockArea, scratch: usize,
): u32 {
  return collect<Momentum>(area, table, size, from, block, scratch);
}

export function learnRmsprop(
  area: Rmsprop, table: usize, nothing: u32, batch: BatchArea, from: u32, to: u32, importances: usize, scratch: usize,
  margins: usize,
): u32 {
  return learn<Rmsprop>(area, table, nothing, batch, from, to, importances, scratch, margins);
}

export function collectRmsprop(
  area: Rmsprop, table: usize, size: u32, from: u32, block: BlockArea, scratch: usize,
): u32 {
  return collect<Rmsprop>(area, table, size, from, block, scratch);
}

export function learnRmspropMomentum(
  area: RmspropMomentum, table: usize, nothing: u32, batch: BatchArea, from: u32, to: u32, importances: usize, scratch: usize,
  margins: usize,
): u32 {
  return learn<RmspropMomentum>(area, table, nothing, batch, from, to, importances, scratch, margins);
}

export function collectRmspropMomentum(
  area: RmspropMomentum, table: usize, size: u32, from: u32, block: BlockArea, scratch: usize,
): u32 {
  return collect<RmspropMomentum>(area, table, size, from, block, scratch);
}

export function learnAdam(
  area: Adam, table: usize, nothing: u32, batch: BatchArea, from: u32, to: u32, importances: usize, scratch: usize,
  margins: usize,
): u32 {
  return learn<Adam>(area, table, nothing, batch, from, to, importances, scratch, margins);
}

export function collectAdam(
  area: Adam, table: usize, size: u32, from: u32, block: BlockArea, scratch: usize,
): u32 {
  return collect<Adam>(area, table, size, from, block, scratch);
}

export function learnRda(
  area: Rda, table: usize, nothing: u32, batch: BatchArea, from: u32, to: u32, importances: usize, scratch: usize,
  margins: usize,
): u32 {
  return learn<Rda>(area, table, nothing, batch, from, to, importances, scratch, margins);
}

export function collectRda(
  area: Rda, table: usize, size: u32, from: u32, block: BlockArea, scratch: usize,
): u32 {
  return collect<Rda>(area, table, size, from, block, scratch);
}

export function learnShrinking(
  area: Shrinking, table: usize, nothing: u32, batch: BatchArea, from: u32, to: u32, importances: usize, scratch: usize,
  margins: usize,
): u32 {
  return learn<Shrinking>(area, table, nothing, batch, from, to, importances, scratch, margins);
}

export function collectShrinking(
  area: Shrinking, table: usize, size: u32, from: u32, block: BlockArea, scratch: usize,
): u32 {
  return collect<Shrinking>(area, table, size, from, block, scratch);
}

export function learnOgdCount(
  area: OgdCount, table: usize, nothing: u32, batch: BatchArea, from: u32, to: u32, importances: usize, scratch: usize,
  margins: usize,
): u32 {
  return learn<OgdCount>(area, table, nothing, batch, from, to, importances, scratch, margins);
}

export function collectOgdCount(
  area: OgdCount, table: usize, size: u32, from: u32, block: BlockArea, scratch: usize,
): u32 {
  return collect<OgdCount>(area, table, size, from, block, scratch);
}
