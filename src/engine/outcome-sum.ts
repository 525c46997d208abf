import type { Throttle } from "../dynamodb/client.ts";
import type { Consumed, MeasuredFreshness, Outcome } from "../targets/target.ts";

/** Adds up what the steps of a flow, begun anew or not, took together. */
export class OutcomeSum {
  #requests = 0;
  #attempts = 0;
  #conflicts = 0;
  #restarts = 0;
  #items = 0;
  #freshness: MeasuredFreshness | undefined;
  readonly #throttles: Throttle[] = [];
  readonly #consumed = new Map<string, Consumed>();

  add(outcome: Outcome): void {
    const { attempts, requests = 1, conflicts, items, throttles, consumed, freshness } = outcome;
    if (freshness !== undefined) this.#freshness = longer(this.#freshness, freshness);
    this.#requests += requests;
    this.#attempts += attempts;
    this.#conflicts += conflicts;
    this.#items += items;
    if (throttles.length > 0) this.#throttles.push(...throttles);
    for (const { resource, readUnits, writeUnits } of consumed) {
      const known = this.#consumed.get(resource);
      this.#consumed.set(resource, {
        resource,
        readUnits: readUnits + (known?.readUnits ?? 0),
        writeUnits: writeUnits + (known?.writeUnits ?? 0),
      });
    }
  }

  restart(): void {
    this.#restarts++;
  }

  ok(): Outcome {
    return this.#end({ status: "ok" });
  }

  /** As the step ended that was the last one. */
  endedBy({ status, code, conditionFailed }: Outcome): Outcome {
    return this.#end({
      status,
      ...(code !== undefined && { code }),
      ...(conditionFailed && { conditionFailed }),
    });
  }

  /** An item that later steps need is not there. */
  notFound(): Outcome {
    return this.#end({ status: "failed", code: "ItemNotFound" });
  }

  #end(end: Pick<Outcome, "status" | "code" | "conditionFailed">): Outcome {
    return {
      ...end,
      attempts: this.#attempts,
      requests: this.#requests,
      throttles: this.#throttles,
      conflicts: this.#conflicts,
      restarts: this.#restarts,
      items: this.#items,
      consumed: [...this.#consumed.values()],
      ...(this.#freshness && { freshness: this.#freshness }),
    };
  }
}

/** Of several reads of one operation, the one that waited longest, and the stale reads of all. */
function longer(
  before: MeasuredFreshness | undefined,
  { staleReads, elapsedMs }: MeasuredFreshness,
): MeasuredFreshness {
  return {
    staleReads: staleReads + (before?.staleReads ?? 0),
    elapsedMs: Math.max(elapsedMs, before?.elapsedMs ?? 0),
  };
}
