import type { Action, DeleteAction, PutAction, TransactWriteMember } from "../scenario/scenario.ts";
import type { Outcome, Prepared } from "../targets/target.ts";
import type { Scope } from "../template/scope.ts";
import type { Fate, WrittenItems } from "./written-items.ts";

type Note = (outcome: Outcome, scope: Scope) => void;

/** Notes what becomes of new items; an action that writes none that a check asks about stays as it is. */
export function noteWrites(action: Action, send: Prepared, written: WrittenItems): Prepared {
  const note = noteOf(action, written);
  if (note === undefined) return send;
  return async (scope, signal) => {
    const outcome = await send(scope, signal);
    note(outcome, scope);
    return outcome;
  };
}

function noteOf(action: Action, written: WrittenItems): Note | undefined {
  switch (action.kind) {
    case "put":
    case "delete": {
      const { entity } = action;
      if (!written.watches(entity)) return undefined;
      const fateOf = fateOfWrite(action);
      return (outcome, { index }) => {
        const fate = fateOf(outcome);
        if (fate !== undefined) written.note(entity, index, fate);
      };
    }
    case "batchWrite": {
      const { entity } = action;
      if (!written.watches(entity)) return undefined;
      return ({ status }, { indexes = [] }) => {
        // Of a batch that failed, a part may be stored.
        const fate = status === "ok" ? "acknowledged" : "doubtful";
        for (const index of indexes) written.note(entity, index, fate);
      };
    }
    case "transactWrite":
      return noteOfTransaction(action.members, written);
    case "get":
    case "update":
    case "query":
    case "scan":
    case "batchGet":
    case "transactGet":
    case "statement":
      return undefined;
  }
}

function noteOfTransaction(
  members: readonly TransactWriteMember[],
  written: WrittenItems,
): Note | undefined {
  const watched = members.flatMap((member, place) => {
    const { kind, entity } = member;
    if ((kind !== "put" && kind !== "delete") || !written.watches(entity)) return [];
    return [{ entity, place, fateOf: fateOfWrite(member) }];
  });
  if (watched.length === 0) return undefined;
  return (outcome, { indexes = [] }) => {
    for (const { entity, place, fateOf } of watched) {
      const [index, fate] = [indexes[place], fateOf(outcome)];
      if (index !== undefined && fate !== undefined) written.note(entity, index, fate);
    }
  };
}

type FateOf = (outcome: Outcome) => Fate | undefined;

function fateOfWrite({ kind, condition }: PutAction | DeleteAction): FateOf {
  if (kind === "delete") return fateOfDelete;
  // Without a condition of its own it was another member's that did not hold.
  const failed = ({ conditionFailed }: Outcome): Fate =>
    conditionFailed && condition !== undefined ? "refused" : "failed";
  return outcome => {
    if (outcome.status === "ok") return "acknowledged";
    return outcome.status === "unknown" ? "doubtful" : failed(outcome);
  };
}

/** Whether an item that was deleted is there depends on which write came last. */
function fateOfDelete({ status }: Outcome): Fate | undefined {
  return status === "failed" ? undefined : "doubtful";
}
