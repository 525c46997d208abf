import type { Outcome, Transact, Transaction } from "../targets/target.ts";
import type { AimedScope } from "./aim.ts";
import type { Performer } from "./flow.ts";
import type { Note } from "./noting.ts";
import { OutcomeSum } from "./outcome-sum.ts";
import { type PreparedStep, performSteps, Restarts, type StepsEnd } from "./steps.ts";

export interface TransactionStep extends PreparedStep {
  /** Notes its writes, once it is known what became of the transaction. */
  readonly note?: Note | undefined;
}

/** The last time that a transaction's steps were performed; what came before it was rolled back. */
interface Try {
  readonly end: StepsEnd;
  readonly performed: readonly { readonly at: number; readonly outcome: Outcome }[];
}

/**
 * Performs steps as one transaction, and as one operation. A condition that does not hold rolls it
 * back and begins it anew, as often as its step may.
 */
export function createTransaction(
  steps: readonly TransactionStep[],
  transact: Transact,
): Performer {
  return async (scopes, signal) => {
    const sum = new OutcomeSum();
    const restarts = new Restarts(steps);
    for (;;) {
      let last: Try | undefined;
      const outcome = await transact(async within => {
        const own = new OutcomeSum();
        last = await performOnce(steps, scopes, own, within, signal);
        return outcomeOf(last.end, own);
      }, signal);
      sum.add(outcome);
      const tried = last as Try | undefined;
      for (const { at, outcome: own } of tried?.performed ?? []) {
        const scope = scopes[at];
        if (scope !== undefined) steps[at]?.note?.(settled(own, outcome), scope);
      }
      const end = tried?.end;
      const refused =
        outcome.conditionFailed && end?.kind === "ended" && restarts.take(end.at, signal);
      if (!refused) return outcome.status === "ok" ? sum.ok() : sum.endedBy(outcome);
      sum.restart();
    }
  };
}

async function performOnce(
  steps: readonly PreparedStep[],
  scopes: readonly AimedScope[],
  sum: OutcomeSum,
  within: Transaction,
  signal: AbortSignal | undefined,
): Promise<Try> {
  const performed: { at: number; outcome: Outcome }[] = [];
  const onStep = (at: number, outcome: Outcome) => void performed.push({ at, outcome });
  return { end: await performSteps(steps, scopes, sum, { signal, within, onStep }), performed };
}

function outcomeOf(end: StepsEnd, sum: OutcomeSum): Outcome {
  switch (end.kind) {
    case "ok":
      return sum.ok();
    case "not found":
      return sum.notFound();
    case "ended":
      return sum.endedBy(end.outcome);
    default:
      return end satisfies never;
  }
}

/** How a step ended, seen from the end of its transaction. */
function settled(own: Outcome, { status }: Outcome): Outcome {
  if (own.status !== "ok" && status === "failed") return { ...own, status };
  const { conditionFailed: _, ...rest } = own;
  return { ...rest, status };
}
