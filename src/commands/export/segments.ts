import type { LiveTable } from "../../schema/live.ts";

/** One segment reads some 10 to 20 MB a second from DynamoDB. */
const segmentBytes = 32 * 1024 * 1024;
const mostSegments = 16;
/** For tables of which nothing is known: DynamoDB has not counted them yet. */
const unknownSegments = 4;

/** How many parts of a table or index are read at the same time unless the user says. */
export function segmentsFor(live: LiveTable, index: string | undefined): number {
  const { sizeBytes } =
    (index === undefined ? live : (live.indexes.get(index) ?? live.localIndexes.get(index))) ??
    live;
  if (sizeBytes === 0) return unknownSegments;
  return Math.min(mostSegments, Math.ceil(sizeBytes / segmentBytes));
}
