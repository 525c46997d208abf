import type { Action, ConditionCheck, Operation } from "./scenario.ts";

/** Any action on its own, those that are members of transactions included. */
export type SingleAction =
  | Exclude<Action, { kind: "transactGet" | "transactWrite" }>
  | ConditionCheck;

/** All that an operation does, a flow's steps and a transaction's members one by one. */
export function singleActionsOf({ action }: Operation): readonly SingleAction[] {
  const all = action.kind === "flow" ? action.steps.map(step => step.action) : [action];
  return all.flatMap<SingleAction>(each =>
    each.kind === "transactGet" || each.kind === "transactWrite" ? [...each.members] : [each],
  );
}
