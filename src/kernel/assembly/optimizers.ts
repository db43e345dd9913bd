// The loops of every optimizer: `learn` and `collect`, compiled for each.

import { Adagrad } from './adagrad';
import { BatchArea } from './batch';
import { BlockArea, collect } from './collect';
import { Ftrl } from './ftrl';
import { learn } from './learn';

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
