import type { TransactWriteMember } from "../../scenario/scenario.ts";
import type { Answer } from "../../sql/database.ts";
import type { Scope } from "../../template/scope.ts";
import type { Prepared } from "../target.ts";
import { checkPlan } from "./check.ts";
import { deletePlan } from "./delete.ts";
import type { Preparation } from "./preparation.ts";
import { putPlan } from "./put.ts";
import type { StatementTemplate } from "./statement-writing.ts";
import type { SqlTable } from "./tables.ts";
import { updatePlan } from "./update.ts";
import type { Slot } from "./values.ts";
import { outcomeOf, type Verdict } from "./verdict.ts";
import { preparedWork, type Work } from "./work.ts";

/** How one item is written, or checked: nearly always it takes one statement. */
export interface WritePlan {
  /** Tells the item from others of its table. */
  readonly key: readonly Slot[];
  /** It may be done because there is no such item, and make none: nothing is there to be locked. */
  readonly reliesOnAbsence?: boolean;
  /** A statement that does it whatever is there; undefined where what follows depends on its answer. */
  readonly certain?: StatementTemplate | undefined;
  first(scope: Scope): StatementTemplate;
  /** What follows from the answer to the first; asks more where that does not tell. */
  settle(answer: Answer, work: Work, scope: Scope): Promise<Verdict> | Verdict;
}

type WriteAction = Exclude<TransactWriteMember, { kind: "check" }>;

/** A put, update or delete of one item. Deleting what is not there is as good as deleting it. */
export function prepareWrite(
  preparation: Preparation,
  action: WriteAction,
  table: SqlTable,
): Prepared {
  const plan = planOf(preparation, action, table);
  return preparedWork(preparation.database, { route: "write" }, async (work, scope) => {
    const answer = await work.run(plan.first(scope), scope);
    return outcomeOf(await plan.settle(answer, work, scope), work);
  });
}

export function planOf(
  { dialect }: Preparation,
  action: TransactWriteMember,
  table: SqlTable,
): WritePlan {
  switch (action.kind) {
    case "put":
      return putPlan(action, table, dialect);
    case "update":
      return updatePlan(action, table, dialect);
    case "delete":
      return deletePlan(action, table, dialect);
    case "check":
      return checkPlan(action, table, dialect);
    default:
      return action satisfies never;
  }
}
