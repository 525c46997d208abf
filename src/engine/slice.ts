/**
 * A part of a load: every `stride`-th draw and arrival, from `offset` on. Shards are slices of the
 * whole and workers slices of a shard, so that all of them together do the work of one.
 */
export interface Slice {
  /** From 0 to stride - 1. */
  readonly offset: number;
  readonly stride: number;
}

export const whole: Slice = { offset: 0, stride: 1 };

/** The part of a slice that one of `of` equal parts has; `index` counts from 0. */
export function sliceOf({ offset, stride }: Slice, index: number, of: number): Slice {
  return { offset: offset + stride * index, stride: stride * of };
}

/** How much of a number of equal things falls to a slice: 10 over 4 are 3, 3, 2 and 2. */
export function shareOf(total: number, { offset, stride }: Slice): number {
  return Math.floor(total / stride) + (offset < total % stride ? 1 : 0);
}
