import type { Extent, Load } from "../scenario/scenario.ts";
import { type Slice, shareOf, sliceOf } from "./slice.ts";

/**
 * One of several parts of a load that follow each other, with pauses between them: each has the whole
 * concurrency and rate for a part of the time.
 */
export interface Leg {
  /** From 0 to of - 1. */
  readonly index: number;
  readonly of: number;
}

/** What a leg has of a load that is not a staged one. */
export function loadOfLeg(load: Load, { index, of }: Leg): Load {
  return { ...load, warmupMs: load.warmupMs / of, extent: extentOfLeg(load.extent, { index, of }) };
}

function extentOfLeg(extent: Extent, { index, of }: Leg): Extent {
  if (extent.kind === "duration") return { ...extent, durationMs: extent.durationMs / of };
  return { ...extent, requests: shareOf(extent.requests, { offset: index, stride: of }) };
}

/** The draws of a slice of a leg: all legs together have each draw at most once. */
export function drawsOf(slice: Slice, leg: Leg | undefined): Slice {
  if (leg === undefined) return slice;
  return sliceOf({ offset: leg.index, stride: leg.of }, slice.offset, slice.stride);
}
