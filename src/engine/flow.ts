import type { FlowStep } from "../scenario/scenario.ts";
import type { Outcome, Prepared } from "../targets/target.ts";
import type { AimedScope } from "./aim.ts";
import { OutcomeSum } from "./outcome-sum.ts";

/** Performs an operation with a scope for each of its steps. */
export type Performer = (scopes: readonly AimedScope[], signal?: AbortSignal) => Promise<Outcome>;

export type PreparedStep = Pick<FlowStep, "as" | "restarts"> & { readonly send: Prepared };

/**
 * Performs steps in order, as one operation: it ends as the step that ends it. What a step reads
 * is a variable of those after it. A condition that does not hold begins the flow anew, with the same
 * items and variables, as often as its step may.
 */
export function createFlow(steps: readonly PreparedStep[]): Performer {
  return async (scopes, signal) => {
    const sum = new OutcomeSum();
    const restarts = steps.map(() => 0);
    for (let at = 0; ; ) {
      const [step, scope] = [steps[at], scopes[at]];
      if (step === undefined || scope === undefined) return sum.ok();
      const outcome = await step.send(scope, signal);
      sum.add(outcome);
      const restarted = restarts[at] ?? 0;
      if (outcome.conditionFailed && restarted < step.restarts && signal?.aborted !== true) {
        restarts[at] = restarted + 1;
        sum.restart();
        at = 0;
        continue;
      }
      if (outcome.status !== "ok") return sum.endedBy(outcome);
      if (step.as !== undefined) {
        const captured = outcome.captured ?? null;
        if (captured === null) return sum.notFound();
        scope.vars[step.as] = captured;
      }
      at++;
    }
  };
}
