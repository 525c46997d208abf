import type { UpdateAction } from "../../scenario/scenario.ts";
import { quoted } from "../../sql/identifiers.ts";
import { type Assignment, assignmentsOf } from "./assignment.ts";
import { checkTemplate, inspect } from "./check.ts";
import { bindCondition } from "./condition.ts";
import type { Dialect } from "./dialect.ts";
import { constant, holdsForAbsent, type Predicate } from "./predicate.ts";
import { insertText, isDuplicate, keySlots, keyText, type Row, rowOf } from "./row.ts";
import { type StatementTemplate, Writing } from "./statement-writing.ts";
import type { SqlTable } from "./tables.ts";
import { attributeMissing, conditionFailed, done, type Verdict } from "./verdict.ts";
import type { WritePlan } from "./write.ts";

/** Changes the item, or makes one of the key and what is set. Items are nearly always there: so UPDATE comes first. */
export function updatePlan(
  { entity, update, condition, parameters }: UpdateAction,
  table: SqlTable,
  dialect: Dialect,
): WritePlan {
  const binding = { table, parameters };
  const row = rowOf(entity, table, dialect);
  const predicate = condition ? bindCondition(condition, binding) : constant(true);
  const assignments = assignmentsOf(update, binding, dialect);
  const guards = assignments
    .flatMap(({ guards: each }) => each)
    .filter(({ column }) => column === undefined || !predicate.needs.has(column));
  const change: Change = { row, predicate, assignments, guards: guards.map(({ text }) => text) };
  const changing = updateTemplate(change);
  const making = assignments.every(({ absent }) => absent !== undefined)
    ? makeTemplate(change)
    : undefined;
  const check = checkTemplate(row, predicate);
  const certain = condition === undefined && guards.length === 0 && making && dialect.writingWith;
  const onlyMakes = predicate.present === false && making !== undefined;

  return {
    key: keySlots(row),
    certain: certain ? certainTemplate(change) : undefined,
    first: scope => (onlyMakes && holdsForAbsent(predicate, scope) ? making : changing),
    settle: async (answer, work, scope) => {
      const explain = async (): Promise<Verdict> => {
        if (guards.length === 0 && making !== undefined) return conditionFailed;
        if (condition === undefined) return attributeMissing;
        const holds = holdsForAbsent(predicate, scope);
        if (guards.length === 0 && !holds) return conditionFailed;
        const found = await inspect(check, work, scope);
        if (typeof found !== "string") return { kind: "fault", answer: found };
        const met = found === "absent" ? holds : found === "holds";
        return met ? attributeMissing : conditionFailed;
      };
      if (isDuplicate(answer, row)) return conditionFailed;
      if (answer.outcome !== "ok") return { kind: "fault", answer };
      if (answer.rows.affected > 0) return done;
      if (making === undefined || onlyMakes || !holdsForAbsent(predicate, scope)) return explain();
      work.requests += 1;
      const made = await work.run(making, scope);
      if (made.outcome === "ok") return made.rows.affected > 0 ? done : explain();
      if (!isDuplicate(made, row)) return { kind: "fault", answer: made };
      work.requests += 1;
      const again = await work.run(changing, scope);
      if (again.outcome !== "ok") return { kind: "fault", answer: again };
      return again.rows.affected > 0 ? done : explain();
    },
  };
}

interface Change {
  readonly row: Row;
  readonly predicate: Predicate;
  readonly assignments: readonly Assignment[];
  /** Columns that must not be NULL, as conditions. */
  readonly guards: readonly string[];
}

function updateTemplate(change: Change): StatementTemplate {
  const writing = new Writing(change.row.dialect);
  return writing.finish(updateText(change, writing), { readOnly: false, ...safetyOf(change) });
}

function updateText(change: Change, writing: Writing): string {
  const { row, assignments } = change;
  const set = setTexts(assignments, writing).join(", ");
  const only = [keyText(row, writing), ...conditions(change, writing)].join(" AND ");
  return `UPDATE ${quoted(row.table.name)} SET ${set} WHERE ${only}`;
}

function safetyOf({ predicate, assignments }: Change): { readonly idempotent: boolean } {
  const repeatable = assignments.every(({ idempotent }) => idempotent);
  return { idempotent: repeatable && predicate.present === true && predicate.absent === true };
}

/**
 * The item changed, or made where there was none to change. Never an INSERT alone: it would have the
 * table's rules judge what is to be made of nothing also where there is an item.
 */
function certainTemplate(change: Change): StatementTemplate {
  const { row } = change;
  const writing = new Writing(row.dialect);
  const changed = `WITH changed AS (${updateText(change, writing)} RETURNING 1)`;
  const made = makeText(change, writing, "changed");
  return writing.finish(`${changed} ${made}`, { readOnly: false, ...safetyOf(change) });
}

/** The item as the update makes it of nothing; where one is there after all, it is changed if the engine can. */
function makeTemplate(change: Change): StatementTemplate {
  const writing = new Writing(change.row.dialect);
  return writing.finish(makeText(change, writing), { readOnly: false, idempotent: false });
}

/** @param unless of WITH: where it has a row, nothing is made */
function makeText(change: Change, writing: Writing, unless?: string): string {
  const { row, predicate, assignments } = change;
  const { dialect, table } = row;
  const values = [
    ...row.key.map(({ column, slot }) => ({ column, text: (at: Writing) => at.value(slot) })),
    ...assignments.flatMap(({ column, absent }) =>
      typeof absent === "function" ? [{ column, text: absent }] : [],
    ),
  ];
  const insert = insertText(row, values, writing, unless);
  if (!dialect.conditionalUpsert) return insert;
  const set = predicate.present === false ? undefined : setTexts(assignments, writing);
  const only = set === undefined ? [] : conditions(change, writing);
  const where = only.length === 0 ? undefined : only.join(" AND ");
  return insert + dialect.onConflict(table.key, set, where);
}

function setTexts(assignments: readonly Assignment[], writing: Writing): string[] {
  return assignments.map(({ column, present }) => `${quoted(column.name)} = ${present(writing)}`);
}

function conditions({ predicate, guards }: Change, writing: Writing): string[] {
  const { present } = predicate;
  const held = present === true ? [] : [present === false ? "FALSE" : present(writing)];
  return [...held, ...guards];
}
