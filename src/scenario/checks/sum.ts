import { ExpressionError } from "../../expressions/error.ts";
import { formatDuration } from "../../output/units.ts";
import { entityOf } from "../actions/item.ts";
import type { Part } from "../part.ts";
import type { Entity, SumCheck, SumTerms } from "../scenario.ts";
import { checkShapes } from "../shape.ts";
import type { CheckContext } from "./check.ts";
import { readWhere, whereText } from "./condition.ts";
import { groupDigits, readDigits } from "./digits.ts";
import { parseSumTerms } from "./sum-terms.ts";

/** What one transaction reads. */
const mostTogether = 100;

export function readSum(part: Part, context: CheckContext): SumCheck | undefined {
  const shape = part.readMost(checkShapes.sum);
  if (shape === undefined) return undefined;
  const { where: text, attribute, during } = shape;
  const source = readSource(part, shape, context);
  const terms = readTerms(part.part("attribute"), attribute);
  const equals = readDigits(part.part("equals"));
  const condition = text === undefined ? undefined : readWhere(part, text);
  if (during !== undefined && shape.entity === undefined) {
    part.part("during").problem("during needs an entity: a whole table is not of one moment", {
      key: true,
      hint: `name an entity of at most ${mostTogether} items instead of the table`,
    });
  }
  if (source === undefined || terms === undefined || equals === undefined) return undefined;
  const { table, entity } = source;
  const among = entity === undefined ? `in ${table}` : `of ${entity.name}`;
  const often = during === undefined ? "" : `, every ${formatDuration(during)}`;
  const sum = `sum of ${attribute.trim()} ${among}${whereText(text)}`;
  return {
    kind: "sum",
    name: `${sum} = ${groupDigits(equals)}${often}`,
    table,
    terms,
    equals,
    ...condition,
    ...(entity === undefined ? {} : { entity }),
    ...(during === undefined ? {} : { duringMs: during }),
  };
}

/** Whose items are added up: those of a table, or those of an entity. */
function readSource(
  part: Part,
  {
    table,
    entity: name,
  }: { readonly table?: string | undefined; readonly entity?: string | undefined },
  { tables, entities }: CheckContext,
): { readonly table: string; readonly entity?: Entity } | undefined {
  if (name === undefined) {
    if (table !== undefined) tables.named(table, part.part("table"));
    // A wrong one has been noted with the check's shape.
    else if (!part.names.some(key => key === "table" || key === "entity")) {
      part.problem("a sum of nothing", { key: true, hint: "add a table, or an entity" });
    }
    return table === undefined ? undefined : { table };
  }
  for (const key of ["table", "where"]) {
    if (!part.names.includes(key)) continue;
    part.part(key).problem(`a sum over an entity's items has no ${key}`, {
      key: true,
      hint: key === "table" ? "take the table or the entity out" : "sum over the table for that",
    });
  }
  const entity = entityOf(part.part("entity"), name, entities);
  if (entity === undefined) return undefined;
  const { count } = entity;
  if (count === 0 || count > mostTogether) {
    part
      .part("entity")
      .problem(
        count === 0
          ? `${name} has no items to add up: its count is 0`
          : `${name} has ${count} items; at most ${mostTogether} are read as of one moment`,
        { hint: "sum over the table instead, when the load has ended" },
      );
  }
  return { table: entity.table, entity };
}

function readTerms(part: Part, text: string): SumTerms | undefined {
  try {
    return parseSumTerms(text);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    part.problem(error.problem, { offset: error.offset, hint: error.hint });
    return undefined;
  }
}
