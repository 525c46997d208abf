import type { ConditionCheck } from "../../scenario/scenario.ts";
import { quoted } from "../../sql/identifiers.ts";
import type { Scope } from "../../template/scope.ts";
import { bindCondition } from "./condition.ts";
import type { Dialect } from "./dialect.ts";
import { holdsForAbsent, type Predicate, presentText } from "./predicate.ts";
import { keySlots, keyText, type Row, rowOf } from "./row.ts";
import { type StatementTemplate, Writing } from "./statement-writing.ts";
import type { SqlTable } from "./tables.ts";
import { conditionFailed, done, type Fault } from "./verdict.ts";
import type { Work } from "./work.ts";
import type { WritePlan } from "./write.ts";

/** Whether a condition holds for an item, which stays so until the transaction ends. */
export function checkPlan(
  { entity, condition, parameters }: ConditionCheck,
  table: SqlTable,
  dialect: Dialect,
): WritePlan {
  const predicate = bindCondition(condition, { table, parameters });
  const row = rowOf(entity, table, dialect);
  const template = checkTemplate(row, predicate);
  return {
    key: keySlots(row),
    reliesOnAbsence: predicate.absent !== false,
    first: () => template,
    settle: (answer, _, scope) => {
      if (answer.outcome !== "ok") return { kind: "fault", answer };
      const [row] = answer.rows.rows;
      const holds = row === undefined ? holdsForAbsent(predicate, scope) : row[0] === "1";
      return holds ? done : conditionFailed;
    },
  };
}

export function checkTemplate(row: Row, predicate: Predicate): StatementTemplate {
  const writing = new Writing(row.dialect);
  const held = `CASE WHEN ${presentText(predicate, writing)} THEN 1 ELSE 0 END`;
  const from = `FROM ${quoted(row.table.name)} WHERE ${keyText(row, writing)}`;
  // What locks a row is nothing for a reader, though it changes nothing.
  const safety = { readOnly: false, idempotent: true };
  return writing.finish(`SELECT ${held} ${from}${row.dialect.lock}`, safety);
}

/** How a row stands to a condition when a write has not found it. */
export async function inspect(
  template: StatementTemplate,
  work: Work,
  scope: Scope,
): Promise<"absent" | "holds" | "fails" | Fault> {
  work.requests += 1;
  const answer = await work.run(template, scope);
  if (answer.outcome !== "ok") return answer;
  const [row] = answer.rows.rows;
  if (row === undefined) return "absent";
  return row[0] === "1" ? "holds" : "fails";
}
