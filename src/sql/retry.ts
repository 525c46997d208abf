import { pause } from "../dynamodb/retry.ts";
import { backoffMs } from "./backoff.ts";
import type { SqlFault } from "./database.ts";
import type { InstanceClient } from "./instance.ts";

export interface RetryLimits {
  readonly maxAttempts: number;
  readonly maxConflicts: number;
}

/** Counts the tries of one statement or transaction, and says whether there is one more. */
export class Tries {
  attempts = 0;
  conflicts = 0;
  readonly #limits: RetryLimits;
  readonly #signal: AbortSignal | undefined;

  constructor(limits: RetryLimits, signal: AbortSignal | undefined) {
    this.#limits = limits;
    this.#signal = signal;
  }

  /** To be asked after each try that failed; waits before it says yes. */
  async another({ kind, code }: SqlFault, instance: InstanceClient): Promise<boolean> {
    const { maxAttempts, maxConflicts } = this.#limits;
    if (kind === "conflict") {
      this.conflicts += 1;
      if (this.conflicts > maxConflicts) return false;
      return pause(backoffMs("conflict", this.conflicts), this.#signal);
    }
    if (kind !== "transient") return false;
    const transients = this.attempts - this.conflicts;
    if (transients >= maxAttempts) return false;
    // Whatever becomes of a reader, there is the writer.
    if (instance.role === "reader") return !this.#signal?.aborted;
    if (instance.isSilence(code)) return false;
    return pause(backoffMs("transient", transients), this.#signal);
  }

  get counts(): { readonly attempts: number; readonly conflicts: number } {
    return { attempts: this.attempts, conflicts: this.conflicts };
  }
}
