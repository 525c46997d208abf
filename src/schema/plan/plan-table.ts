import { counted } from "../../output/units.ts";
import type { LiveTable } from "../live.ts";
import type { TableSchema } from "../schema.ts";
import { compareTable } from "./changes.ts";
import { creationChanges } from "./creation-changes.ts";
import type { TablePlan } from "./plan.ts";
import { changeSteps, creationSteps } from "./steps.ts";

/** Plans a table that is there, or is to be (`seen` undefined), as of `now`. Pure. */
export function planTable(wanted: TableSchema, seen: LiveTable | undefined, now: Date): TablePlan {
  const { table } = wanted;
  const live = seen && remaining(seen);
  if (live === undefined) {
    const changes = creationChanges(wanted);
    const notes = seen === undefined ? [] : ["the table of this name is being deleted"];
    return { table, action: "create", changes, steps: creationSteps(wanted), notes };
  }
  const { changes, notes } = compareTable(wanted, live, now);
  if (changes.some(({ replaces }) => replaces !== undefined)) {
    const { itemCount } = live;
    const lost = `its ${counted(itemCount, "item")}, as last counted, ${itemCount === 1 ? "goes" : "go"} with it`;
    const steps = creationSteps(wanted);
    return { table, action: "replace", changes, steps, notes: [lost, ...notes] };
  }
  const action = changes.length === 0 ? "none" : "change";
  return { table, action, changes, steps: changeSteps(wanted, live, changes), notes };
}

/** The table without what of it is being deleted. */
function remaining(live: LiveTable): LiveTable | undefined {
  if (live.status === "DELETING") return undefined;
  const indexes = live.schema.indexes.filter(
    ({ name }) => live.indexes.get(name)?.status !== "DELETING",
  );
  return { ...live, schema: { ...live.schema, indexes } };
}
