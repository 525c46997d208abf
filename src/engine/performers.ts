import type { Action, Operation, Scenario } from "../scenario/scenario.ts";
import type { Prepared, Target } from "../targets/target.ts";
import { createFlow, type Performer } from "./flow.ts";
import { noteWrites } from "./noting.ts";
import type { WrittenItems } from "./written-items.ts";

/** Has the target compile every operation, in the scenario's order. */
export function preparePerformers(
  { operations }: Scenario,
  target: Target,
  written: WrittenItems,
  signal?: AbortSignal,
): Promise<readonly Performer[]> {
  const prepare = async (
    action: Action,
    { retryConflicts }: Operation,
    capture: boolean,
  ): Promise<Prepared> => {
    const send = await target.prepare(action, {
      retryConflicts,
      ...(capture && { capture }),
      ...(signal && { signal }),
    });
    return noteWrites(action, send, written);
  };
  return Promise.all(
    operations.map(async (operation): Promise<Performer> => {
      const { action } = operation;
      if (action.kind !== "flow") {
        const send = await prepare(action, operation, false);
        return (scopes, signal) => {
          const scope = scopes[0];
          if (scope === undefined) throw new RangeError("an operation has a scope");
          return send(scope, signal);
        };
      }
      const steps = action.steps.map(async step => ({
        ...step,
        send: await prepare(step.action, operation, step.as !== undefined),
      }));
      return createFlow(await Promise.all(steps));
    }),
  );
}
