import { DynError } from "../../errors.ts";
import type { Dialect, StatementAction, StatementText } from "../../scenario/scenario.ts";
import type { SqlValue } from "../../sql/database.ts";
import { ExactNumber, type TemplateValue } from "../../template/scope.ts";
import type { ValueTemplate } from "../../template/template.ts";
import { numberText } from "../../values/number.ts";
import { attributeOf } from "../../values/template-value.ts";
import type { Prepared } from "../target.ts";
import { oneStatement } from "./one-statement.ts";
import type { Preparation } from "./preparation.ts";
import { routeOf } from "./route.ts";
import { capturedRows } from "./statement-rows.ts";
import { type StatementTemplate, Writing } from "./statement-writing.ts";
import type { Slot } from "./values.ts";

/** SQL as the user wrote it: of the store's own words, or else of those for all. */
export function prepareStatement(
  { database, dialect, capture, findsRows }: Preparation,
  action: StatementAction,
  languages: readonly Dialect[],
): Prepared {
  const text = languages.flatMap(language => action.texts[language] ?? []).at(0);
  if (text === undefined) {
    throw new DynError("invalid", `a statement without a text for ${languages.join(" or ")}`);
  }
  const template = statementOf(new Writing(dialect), text);
  const route = routeOf({ ...action, consistent: action.consistent || !text.readOnly });
  return oneStatement(database, template, route, {
    items: text.readOnly ? ({ rows }) => rows.length : ({ affected }) => affected,
    capture: capture ? capturedRows : undefined,
    findsRows: findsRows && !text.readOnly,
  });
}

function statementOf(
  writing: Writing,
  { pieces, values, readOnly }: StatementText,
): StatementTemplate {
  const [first = "", ...rest] = pieces;
  const text = rest.reduce((before, piece, at) => {
    const template = values[at];
    if (template === undefined)
      throw new TypeError("a statement with a piece more than it has values");
    return before + writing.value(slotOf(template)) + piece;
  }, first);
  return writing.finish(text, { readOnly, idempotent: readOnly });
}

function slotOf(template: ValueTemplate): Slot {
  return scope => sqlValueOf(template.evaluate(scope));
}

/** What the server takes for a value of whatever type it expects there. */
function sqlValueOf(value: TemplateValue): SqlValue {
  if (typeof value === "number") return new ExactNumber(numberText(value));
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Uint8Array || value instanceof ExactNumber) return value;
  if (Array.isArray(value)) return value.map(sqlValueOf);
  return JSON.stringify(attributeOf(value));
}
