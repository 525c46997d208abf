import type { Action, TransactWriteMember } from "../scenario/scenario.ts";
import type { Outcome, Prepared } from "../targets/target.ts";
import type { Scope } from "../template/scope.ts";
import type { Fate, WrittenItems } from "./written-items.ts";

/** Takes down what became of the writes of an action that has ended. */
export type Note = (outcome: Outcome, scope: Scope) => void;

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

/**
 * What notes an action's writes; undefined when there are none that a check asks about. `atomic`:
 * whatever failed had no effect at all, as within a transaction.
 */
export function noteOf(
  action: Action,
  written: WrittenItems,
  { atomic = false } = {},
): Note | undefined {
  switch (action.kind) {
    case "put":
    case "update":
    case "delete": {
      const { entity } = action;
      const fateOf = written.watches(entity) ? fateOfWrite(action) : undefined;
      if (fateOf === undefined) return undefined;
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
        const none = atomic && status === "failed";
        const fate = status === "ok" ? "acknowledged" : none ? "failed" : "doubtful";
        for (const index of indexes) written.note(entity, index, fate);
      };
    }
    case "transactWrite":
      return noteOfTransaction(action.members, written);
    case "get":
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
    const { entity } = member;
    const fateOf = written.watches(entity) ? fateOfWrite(member) : undefined;
    return fateOf === undefined ? [] : [{ entity, place, fateOf }];
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

/** Undefined when it makes no difference to what is there of new items. */
function fateOfWrite({ kind, pick, condition }: TransactWriteMember): FateOf | undefined {
  switch (kind) {
    case "put":
      return outcome => fateOfPut(outcome, condition !== undefined);
    case "update":
      // It makes an item that is not there; those that were seeded are.
      return ["new", "latest", "same"].includes(pick.kind) ? fateOfUpdate : undefined;
    case "delete":
      return fateOfDelete;
    case "check":
      return undefined;
  }
}

function fateOfPut({ status, conditionFailed }: Outcome, conditional: boolean): Fate {
  if (status === "ok") return "acknowledged";
  if (status === "unknown") return "doubtful";
  // Without a condition of its own it was another member's that did not hold.
  return conditionFailed && conditional ? "refused" : "failed";
}

/** What it made is not what a put would have, so that only the put's own failure is no news. */
function fateOfUpdate({ status }: Outcome): Fate | undefined {
  return status === "failed" ? undefined : "refused";
}

/** Whether an item that was deleted is there depends on which write came last. */
function fateOfDelete({ status }: Outcome): Fate | undefined {
  return status === "failed" ? undefined : "doubtful";
}
