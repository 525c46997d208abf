import type { Condition, Projection } from "../../expressions/ast.ts";
import { parseCondition, parseProjection } from "../../expressions/parse.ts";
import type { Parameters } from "../reads.ts";
import { maxExpressionLength, maxPaths } from "./limits.ts";
import { reading, wrong } from "./refusal.ts";
import type { KeyWords, SortWord, Wanted, WordOperator } from "./wanted.ts";

/** A request whose parameters stand in the query string. Throws a Problem. */
export function wantedOf(kind: "items" | "scan", parameters: Parameters): Wanted {
  const text = (name: string) => textOf(parameters, name);
  const filter = text("filter");
  return {
    place: "query",
    index: text("index"),
    where: kind === "scan" ? undefined : keyWords(parameters),
    dateRange: undefined,
    filters:
      filter === undefined
        ? []
        : [{ field: "query.filter", condition: filterOf(filter, "query.filter") }],
    select: selectOf(parameters),
    descending: text("order") === "desc",
    pageSize: typeof parameters.pageSize === "number" ? parameters.pageSize : undefined,
    nextToken: text("nextToken"),
    total: parameters.total === true,
    consistent: parameters.consistent === true,
    all: parameters.all === true,
  };
}

/** A filter as an expression. */
export function filterOf(text: string, field: string): Condition {
  checkLength(text, field);
  return reading(field, () => parseCondition(text, { words: "members" }));
}

/** `select` of a query string. */
export function selectOf(parameters: Parameters): Projection | undefined {
  const text = textOf(parameters, "select");
  if (text === undefined) return undefined;
  checkLength(text, "query.select");
  const paths = reading("query.select", () => parseProjection(text));
  if (paths.length > maxPaths) throw wrong("query.select", `has more than ${maxPaths} paths`);
  return paths;
}

export function checkLength(text: string, field: string): void {
  if (Buffer.byteLength(text) <= maxExpressionLength) return;
  throw wrong(field, `has more than ${maxExpressionLength} bytes, DynamoDB's limit`);
}

const operators: readonly (readonly [string, WordOperator])[] = [
  ["sk", "="],
  ["skBeginsWith", "begins_with"],
  ["skFrom", ">="],
  ["skTo", "<="],
  ["skGt", ">"],
  ["skLt", "<"],
];

function keyWords(parameters: Parameters): KeyWords {
  const pk = textOf(parameters, "pk");
  if (pk === undefined) throw wrong("query.pk", "is required: the partition key");
  return { kind: "words", pk, sort: sortWord(parameters) };
}

function sortWord(parameters: Parameters): SortWord | undefined {
  const [from, to] = [textOf(parameters, "skFrom"), textOf(parameters, "skTo")];
  const given = operators.filter(([name]) => textOf(parameters, name) !== undefined);
  if (from !== undefined && to !== undefined && given.length === 2) {
    return { kind: "between", from, to };
  }
  const [first, second] = given;
  if (first === undefined) return undefined;
  const [name, operator] = first;
  if (second !== undefined) {
    const fix = "one of sk, skBeginsWith, skGt, skLt, or skFrom and skTo";
    throw wrong(`query.${second[0]}`, `does not go with ${name}`, fix);
  }
  return { kind: "is", field: `query.${name}`, operator, text: textOf(parameters, name) ?? "" };
}

function textOf(parameters: Parameters, name: string): string | undefined {
  const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  return value === undefined ? undefined : String(value);
}
