import type { Page } from "../../dynamodb/paging.ts";

/** What the pages of a reading add up to. */
export class Tally {
  count = 0;
  scannedCount = 0;
  /** Read units; null when no page told any. */
  consumedCapacity: number | null = null;

  add({ count, scannedCount, consumed }: Page): void {
    this.count += count;
    this.scannedCount += scannedCount;
    const units = consumed?.CapacityUnits;
    if (units !== undefined) this.consumedCapacity = (this.consumedCapacity ?? 0) + units;
  }
}
