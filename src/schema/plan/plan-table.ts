import type { LiveTable } from "../live.ts";
import type { TableSchema } from "../schema.ts";
import { compareTable } from "./changes.ts";
import { creationChanges } from "./creation-changes.ts";
import type { TablePlan } from "./plan.ts";
import { changeSteps, creationSteps } from "./steps.ts";

/** Plans a table that is there, or is to be (`live` undefined), as of `now`. Pure. */
export function planTable(wanted: TableSchema, live: LiveTable | undefined, now: Date): TablePlan {
  const { table } = wanted;
  if (live === undefined) {
    const changes = creationChanges(wanted);
    return { table, action: "create", changes, steps: creationSteps(wanted), notes: [] };
  }
  const { changes, notes } = compareTable(wanted, live, now);
  if (changes.some(({ replaces }) => replaces !== undefined)) {
    return { table, action: "replace", changes, steps: creationSteps(wanted), notes };
  }
  const action = changes.length === 0 ? "none" : "change";
  return { table, action, changes, steps: changeSteps(wanted, live, changes), notes };
}
