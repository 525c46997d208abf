import type { Outcome } from "../targets/target.ts";
import type { AimedScope } from "./aim.ts";
import { OutcomeSum } from "./outcome-sum.ts";
import { type PreparedStep, performSteps, Restarts } from "./steps.ts";

/** Performs an operation with a scope for each of its steps. */
export type Performer = (scopes: readonly AimedScope[], signal?: AbortSignal) => Promise<Outcome>;

/**
 * Performs steps in order, as one operation: it ends as the step that ends it. What a step reads
 * is a variable of those after it. A condition that does not hold begins the flow anew, with the same
 * items and variables, as often as its step may.
 */
export function createFlow(steps: readonly PreparedStep[]): Performer {
  return async (scopes, signal) => {
    const sum = new OutcomeSum();
    const restarts = new Restarts(steps);
    for (;;) {
      const end = await performSteps(steps, scopes, sum, { signal });
      if (end.kind === "ok") return sum.ok();
      if (end.kind === "not found") return sum.notFound();
      if (!end.outcome.conditionFailed || !restarts.take(end.at, signal)) {
        return sum.endedBy(end.outcome);
      }
      sum.restart();
    }
  };
}
