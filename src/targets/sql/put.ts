import type { Entity, PutAction } from "../../scenario/scenario.ts";
import { quoted } from "../../sql/identifiers.ts";
import { bindCondition } from "./condition.ts";
import type { Dialect } from "./dialect.ts";
import { constant, holdsForAbsent, type Predicate, presentText } from "./predicate.ts";
import {
  columnFor,
  type Given,
  givenOf,
  insertText,
  isDuplicate,
  keySlots,
  keyText,
  type Row,
  rowOf,
} from "./row.ts";
import { type StatementTemplate, Writing } from "./statement-writing.ts";
import type { SqlTable } from "./tables.ts";
import { conditionFailed, done } from "./verdict.ts";
import type { WritePlan } from "./write.ts";

/** The whole item takes the place of what was there: columns that it lacks become NULL. */
export function putPlan(
  { entity, condition, parameters }: PutAction,
  table: SqlTable,
  dialect: Dialect,
): WritePlan {
  const item = putItem(entity, table, dialect);
  if (condition === undefined) return unconditional(item);
  const predicate = bindCondition(condition, { table, parameters });
  if (predicate.present === true && predicate.absent === true) return unconditional(item);
  return conditional(item, predicate);
}

/** Throws a DynError for an attribute that the table has no column for. */
export function putItem(entity: Entity, table: SqlTable, dialect: Dialect): PutItem {
  const columns = [...entity.item.attributes.keys()].map(name =>
    columnFor(table, name, entity.name),
  );
  return { ...rowOf(entity, table, dialect), given: givenOf(entity, columns) };
}

interface PutItem extends Row {
  readonly given: readonly Given[];
}

function unconditional(item: PutItem): WritePlan {
  const template = upsertTemplate(item);
  return {
    key: keySlots(item),
    certain: template,
    first: () => template,
    settle: answer => (answer.outcome === "ok" ? done : { kind: "fault", answer }),
  };
}

function conditional(item: PutItem, predicate: Predicate): WritePlan {
  const { conditionalUpsert } = item.dialect;
  const replace = replaceTemplate(item, predicate);
  const insert = insertTemplate(item, predicate);
  const oneInsert = conditionalUpsert || predicate.present === false;
  return {
    key: keySlots(item),
    first: scope => (oneInsert && holdsForAbsent(predicate, scope) ? insert : replace),
    settle: async (answer, work, scope) => {
      if (isDuplicate(answer, item)) return conditionFailed;
      if (answer.outcome !== "ok") return { kind: "fault", answer };
      if (answer.rows.affected > 0) return done;
      if (oneInsert || !holdsForAbsent(predicate, scope)) return conditionFailed;
      // Not there, or not as the condition wants it; in between somebody else may make it.
      work.requests += 1;
      const made = await work.run(insert, scope);
      if (!isDuplicate(made, item)) {
        return made.outcome === "ok" ? done : { kind: "fault", answer: made };
      }
      work.requests += 1;
      const again = await work.run(replace, scope);
      if (again.outcome !== "ok") return { kind: "fault", answer: again };
      return again.rows.affected > 0 ? done : conditionFailed;
    },
  };
}

/** INSERT, and the same for a row that is there already. */
function upsertTemplate(item: PutItem): StatementTemplate {
  return insertion(item, constant(true), true);
}

/** INSERT that leaves alone a row which the condition does not hold for. */
function insertTemplate(item: PutItem, predicate: Predicate): StatementTemplate {
  return insertion(item, predicate, false);
}

function insertion(item: PutItem, predicate: Predicate, idempotent: boolean): StatementTemplate {
  const { dialect, table, given } = item;
  const writing = new Writing(dialect);
  const values = given.map(({ column, slot }) => ({
    column,
    text: (each: Writing) => each.value(slot),
  }));
  const insert = insertText(item, values, writing);
  const upserts = idempotent || dialect.conditionalUpsert;
  if (!upserts) return writing.finish(insert, { readOnly: false, idempotent });
  const { present } = predicate;
  const assignments = present === false ? undefined : replacement(item);
  const where = typeof present === "boolean" ? undefined : present(writing);
  const text = insert + dialect.onConflict(table.key, assignments, where);
  return writing.finish(text, { readOnly: false, idempotent });
}

/** Behind INSERT, what makes a row that is there the item's. */
export function replacement(item: PutItem): readonly string[] {
  const { dialect } = item;
  return [
    ...others(item).map(({ column: { name } }) => {
      const text = quoted(name);
      return `${text} = ${dialect.inserted(text)}`;
    }),
    ...lacking(item).map(({ name, otherwise }) => {
      const text = quoted(name);
      return `${text} = ${otherwise === "default" ? dialect.defaulted(text) : "NULL"}`;
    }),
  ];
}

function replaceTemplate(item: PutItem, predicate: Predicate): StatementTemplate {
  const { dialect, table, key } = item;
  const writing = new Writing(dialect);
  const set = [
    ...others(item).map(({ column, slot }) => `${quoted(column.name)} = ${writing.value(slot)}`),
    ...lacking(item).map(
      ({ name, otherwise }) => `${quoted(name)} = ${otherwise === "default" ? "DEFAULT" : "NULL"}`,
    ),
  ];
  // A row that is nothing but its key stays as it is.
  const [first = ""] = key.map(({ column: { name } }) => `${quoted(name)} = ${quoted(name)}`);
  const assignments = set.length === 0 ? first : set.join(", ");
  const where = `${keyText(item, writing)} AND ${presentText(predicate, writing)}`;
  const text = `UPDATE ${quoted(table.name)} SET ${assignments} WHERE ${where}`;
  return writing.finish(text, { readOnly: false, idempotent: false });
}

/** What the item gives besides the key. */
function others({ table, given }: PutItem): readonly Given[] {
  return given.filter(({ column }) => !isOf(table.key, column.name));
}

/** Columns that the item has nothing for; what the engine makes of others is its own. */
function lacking({ table, given }: PutItem) {
  return [...table.columns.values()].filter(
    ({ name, otherwise }) =>
      otherwise !== "generated" &&
      !isOf(table.key, name) &&
      !given.some(({ column }) => column.name === name),
  );
}

function isOf(columns: SqlTable["key"], name: string): boolean {
  return columns.some(column => column.name === name);
}
