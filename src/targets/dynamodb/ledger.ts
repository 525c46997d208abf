import type { Reply, ServiceError, Throttle } from "../../dynamodb/client.ts";
import { pause } from "../../dynamodb/retry.ts";
import type { TemplateValue } from "../../template/scope.ts";
import type { Consumed, Outcome } from "../target.ts";
import { codeOf, isConditionFailure, isConflict } from "./faults.ts";
import { throwIfUnsent } from "./unsent.ts";

/** As long as a short transaction takes; who holds the item is soon done. */
const conflictBaseMs = 10;
const conflictCapMs = 1_000;

/** Full jitter, so that those who met do not meet again. */
export function conflictBackoffMs(retry: number): number {
  return Math.random() * Math.min(conflictCapMs, conflictBaseMs * 2 ** Math.max(0, retry - 1));
}

/** The account of one operation, over all its calls. */
export class Ledger {
  /** Items read or written so far. */
  items = 0;
  /** Requests that the operation takes when nothing goes wrong, so far: what goes beyond are retries. */
  requests = 1;
  readonly #retryConflicts: number;
  readonly #signal: AbortSignal | undefined;
  readonly #throttles: Throttle[] = [];
  #consumed: readonly Consumed[] = [];
  #attempts = 0;
  #conflicts = 0;
  #doubt = false;

  constructor(retryConflicts: number, signal: AbortSignal | undefined) {
    this.#retryConflicts = retryConflicts;
    this.#signal = signal;
  }

  /**
   * Sends, and again after transaction conflicts, as often as the operation may. `first` is the
   * reply of a call that was made already.
   * @throws DynError when a template cannot be evaluated
   */
  async call(send: () => Promise<Reply>, first?: Reply): Promise<Reply> {
    let reply = first ?? (await send());
    for (;;) {
      throwIfUnsent(reply);
      this.#attempts += reply.attempts;
      this.#throttles.push(...reply.throttles);
      if (reply.outcome === "ok") return reply;
      // What an earlier attempt may have done, no later reply undoes.
      if (reply.outcome === "unknown") this.#doubt = true;
      if (!isConflict(reply.error)) return reply;
      this.#conflicts += 1;
      if (this.#conflicts > this.#retryConflicts) return reply;
      if (!(await pause(conflictBackoffMs(this.#conflicts), this.#signal))) return reply;
      reply = await send();
    }
  }

  /** What a batch leaves undone counts as throttled by the name of the member that told. */
  leftUndone(reason: string): void {
    this.#throttles.push({ reason });
  }

  consume(consumed: readonly Consumed[]): void {
    this.#consumed = this.#consumed.length === 0 ? consumed : added(this.#consumed, consumed);
  }

  ok(captured?: TemplateValue): Outcome {
    return { status: "ok", ...this.#account(), ...(captured !== undefined && { captured }) };
  }

  failed(error: ServiceError): Outcome {
    const conditionFailed = !this.#doubt && isConditionFailure(error);
    return {
      status: this.#doubt ? "unknown" : "failed",
      code: codeOf(error),
      ...(conditionFailed && { conditionFailed }),
      ...this.#account(),
    };
  }

  #account(): Pick<
    Outcome,
    "attempts" | "requests" | "throttles" | "conflicts" | "items" | "consumed"
  > {
    return {
      attempts: this.#attempts,
      ...(this.requests > 1 && { requests: this.requests }),
      throttles: this.#throttles,
      conflicts: this.#conflicts,
      items: this.items,
      consumed: this.#consumed,
    };
  }
}

function added(all: readonly Consumed[], more: readonly Consumed[]): readonly Consumed[] {
  const byResource = new Map(all.map(each => [each.resource, each]));
  for (const each of more) {
    const { resource } = each;
    const { readUnits = 0, writeUnits = 0 } = byResource.get(resource) ?? {};
    byResource.set(resource, {
      resource,
      readUnits: readUnits + each.readUnits,
      writeUnits: writeUnits + each.writeUnits,
    });
  }
  return [...byResource.values()];
}
