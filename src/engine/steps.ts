import type { FlowStep } from "../scenario/scenario.ts";
import type { Outcome, Prepared, Transaction } from "../targets/target.ts";
import type { AimedScope } from "./aim.ts";
import type { OutcomeSum } from "./outcome-sum.ts";

export type PreparedStep = Pick<FlowStep, "as" | "restarts"> & { readonly send: Prepared };

/** How steps ended: all were ok, or the last one performed, at a position, was not. */
export type StepsEnd =
  | { readonly kind: "ok" }
  | { readonly kind: "ended"; readonly at: number; readonly outcome: Outcome }
  /** An item that later steps need is not there. */
  | { readonly kind: "not found" };

interface StepsOptions {
  readonly signal?: AbortSignal | undefined;
  readonly within?: Transaction;
  /** Told of each step that has ended. */
  readonly onStep?: (at: number, outcome: Outcome, scope: AimedScope) => void;
}

/** Performs steps in order, each with a scope of its own; what one reads is a variable of those after it. */
export async function performSteps(
  steps: readonly PreparedStep[],
  scopes: readonly AimedScope[],
  sum: OutcomeSum,
  { signal, within, onStep }: StepsOptions,
): Promise<StepsEnd> {
  for (let at = 0; ; at++) {
    const [step, scope] = [steps[at], scopes[at]];
    if (step === undefined || scope === undefined) return { kind: "ok" };
    const outcome = await step.send(scope, signal, within);
    sum.add(outcome);
    onStep?.(at, outcome, scope);
    if (outcome.status !== "ok") return { kind: "ended", at, outcome };
    if (step.as === undefined) continue;
    const captured = outcome.captured ?? null;
    if (captured === null) return { kind: "not found" };
    scope.vars[step.as] = captured;
  }
}

/** Counts how often each step has begun its flow anew. */
export class Restarts {
  readonly #left: number[];

  constructor(steps: readonly PreparedStep[]) {
    this.#left = steps.map(({ restarts }) => restarts);
  }

  /** Whether the flow begins anew, now that this step's condition did not hold. */
  take(at: number, signal: AbortSignal | undefined): boolean {
    const left = this.#left[at] ?? 0;
    if (left === 0 || signal?.aborted === true) return false;
    this.#left[at] = left - 1;
    return true;
  }
}
