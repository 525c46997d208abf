import type { DeleteAction } from "../../scenario/scenario.ts";
import { quoted } from "../../sql/identifiers.ts";
import { checkTemplate, inspect } from "./check.ts";
import { bindCondition } from "./condition.ts";
import type { Dialect } from "./dialect.ts";
import { holdsForAbsent, type Predicate, presentText } from "./predicate.ts";
import { keySlots, keyText, type Row, rowOf } from "./row.ts";
import { type StatementTemplate, Writing } from "./statement-writing.ts";
import type { SqlTable } from "./tables.ts";
import { conditionFailed, done } from "./verdict.ts";
import type { WritePlan } from "./write.ts";

export function deletePlan(
  { entity, condition, parameters }: DeleteAction,
  table: SqlTable,
  dialect: Dialect,
): WritePlan {
  const row = rowOf(entity, table, dialect);
  const predicate = condition && bindCondition(condition, { table, parameters });
  const template = deleteTemplate(row, predicate);
  const check = predicate && checkTemplate(row, predicate);
  return {
    key: keySlots(row),
    reliesOnAbsence: predicate !== undefined && predicate.absent !== false,
    certain: predicate ? undefined : template,
    first: () => template,
    settle: async (answer, work, scope) => {
      if (answer.outcome !== "ok") return { kind: "fault", answer };
      if (predicate === undefined || check === undefined || answer.rows.affected > 0) return done;
      if (!holdsForAbsent(predicate, scope)) return conditionFailed;
      const found = await inspect(check, work, scope);
      if (typeof found !== "string") return { kind: "fault", answer: found };
      return found === "absent" ? done : conditionFailed;
    },
  };
}

function deleteTemplate(row: Row, predicate: Predicate | undefined): StatementTemplate {
  const writing = new Writing(row.dialect);
  const where = keyText(row, writing);
  const and = predicate ? ` AND ${presentText(predicate, writing)}` : "";
  const text = `DELETE FROM ${quoted(row.table.name)} WHERE ${where}${and}`;
  return writing.finish(text, { readOnly: false, idempotent: predicate === undefined });
}
