import { DynError } from "../errors.ts";
import type { MeasuredFreshness } from "../targets/target.ts";
import { LatencyHistogram } from "./histogram.ts";
import type { Staleness } from "./result.ts";

/** How long operations waited until their reads saw what was written before them. */
export class StalenessTally {
  #stale = 0;
  #staleReads = 0;
  readonly #waits: LatencyHistogram;

  constructor(waits = new LatencyHistogram()) {
    this.#waits = waits;
  }

  /**
   * What a result tells of it.
   * @throws Error when the histogram is damaged, DynError "invalid" when it does not fit the counts
   */
  static of({ reads, stale, staleReads, ms, histogram }: Staleness): StalenessTally {
    const tally = new StalenessTally(LatencyHistogram.decode(histogram, ms));
    if (tally.#waits.count !== reads) {
      const what = `a histogram in it has ${tally.#waits.count} reads, its counts say ${reads}`;
      throw new DynError("invalid", what, { hint: "take the document as dyn wrote it" });
    }
    tally.#stale = stale;
    tally.#staleReads = staleReads;
    return tally;
  }

  record({ staleReads, elapsedMs }: MeasuredFreshness): void {
    if (staleReads > 0) this.#stale++;
    this.#staleReads += staleReads;
    this.#waits.record(Math.round(elapsedMs * 1000));
  }

  add(other: StalenessTally): void {
    this.#stale += other.#stale;
    this.#staleReads += other.#staleReads;
    this.#waits.add(other.#waits);
  }

  figures(): Staleness {
    return {
      reads: this.#waits.count,
      stale: this.#stale,
      staleReads: this.#staleReads,
      ms: this.#waits.latencyMs(),
      histogram: this.#waits.encode(),
    };
  }
}
