import { BAD_RECORD, BatchArea, Lane } from './batch';
export function readColumns(batch: BatchArea, tables: usize, lane: Lane, bars: usize, count: u32, label: i32): i32 {
  return BAD_RECORD;
}
