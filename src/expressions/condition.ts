import type { Comparator, Condition, Operand } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import type { ExpressionError } from "./error.ts";
import { operand, unknownFunction } from "./operand.ts";

type FunctionName = Extract<Condition, { kind: "function" }>["name"];

/** The functions that are conditions, and how their arguments read. */
const functions: Readonly<Record<FunctionName, string>> = {
  attribute_exists: "(path)",
  attribute_not_exists: "(path)",
  attribute_type: "(path, 'S')",
  begins_with: "(path, 'text')",
  contains: "(path, value)",
};

const typeNames = ["S", "N", "B", "BOOL", "NULL", "L", "M", "SS", "NS", "BS"];

/** DynamoDB's limit on the values of one IN. */
const maxInValues = 100;

const comparators: ReadonlyMap<string, Comparator> = new Map([
  ["=", "="],
  ["<>", "<>"],
  ["!=", "<>"],
  ["<", "<"],
  ["<=", "<="],
  [">", ">"],
  [">=", ">="],
]);

/** What people write who know SQL, and what it is here. */
const foreign: Readonly<Record<string, string>> = {
  not: "not goes in front: not (a in (1, 2)), not (a between 1 and 2)",
  like: "there are begins_with(a, 'text') and contains(a, 'text')",
  is: "there are attribute_exists(a), attribute_not_exists(a) and a = null",
};

/** `or` binds least, then `and`, then `not`. */
export function condition(cursor: Cursor): Condition {
  return chain(cursor, "or", () => chain(cursor, "and", () => negation(cursor)));
}

function chain(cursor: Cursor, kind: "and" | "or", next: () => Condition): Condition {
  const start = cursor.peek().offset;
  let left = next();
  for (;;) {
    const { offset } = cursor.peek();
    if (!cursor.takeIfWord(kind)) return left;
    cursor.operator(offset);
    left = cursor.mark<Condition>({ kind, left, right: next() }, start);
  }
}

function negation(cursor: Cursor): Condition {
  const start = cursor.peek().offset;
  if (!cursor.takeIfWord("not")) return primary(cursor);
  cursor.operator(start);
  const negated = cursor.nested(() => negation(cursor));
  return cursor.mark<Condition>({ kind: "not", condition: negated }, start);
}

function primary(cursor: Cursor): Condition {
  const { kind, text, offset } = cursor.peek();
  if (cursor.takeIf("(")) {
    const inner = cursor.nested(() => condition(cursor));
    cursor.expect(")", ", and or or");
    return inner;
  }
  const called = kind === "name" && cursor.at("(", 1) && text.toLowerCase();
  if (called && called !== "size") {
    cursor.operator(offset);
    return cursor.mark(call(cursor, called), offset);
  }
  return cursor.mark(comparison(cursor), offset);
}

function comparison(cursor: Cursor): Condition {
  const left = operand(cursor);
  const { kind, text, offset } = cursor.peek();
  const comparator = kind === "symbol" ? comparators.get(text) : undefined;
  if (comparator) {
    cursor.operator(offset);
    cursor.take();
    return { kind: "compare", comparator, left, right: operand(cursor) };
  }
  if (cursor.takeIfWord("between")) {
    cursor.operator(offset);
    const low = operand(cursor);
    if (!cursor.takeIfWord("and"))
      throw cursor.unexpected("and", "between takes two ends: a between 1 and 9");
    return { kind: "between", operand: left, low, high: operand(cursor) };
  }
  if (cursor.takeIfWord("in")) {
    cursor.operator(offset);
    return { kind: "in", operand: left, list: values(cursor) };
  }
  throw noComparison(cursor);
}

function noComparison(cursor: Cursor): ExpressionError {
  const { kind, text } = cursor.peek();
  if (cursor.at("-") || cursor.at("+")) {
    return cursor.unexpected(
      "a comparison",
      'a name with a dash stands in double quotes: "user-id"; conditions do not calculate',
    );
  }
  const hint = kind === "name" ? foreign[text.toLowerCase()] : undefined;
  return cursor.unexpected(
    "a comparison",
    hint ?? "such as = <> < <= > >=, between 1 and 9, in (1, 2)",
  );
}

function values(cursor: Cursor): Operand[] {
  const list: Operand[] = [];
  if (!cursor.at("("))
    throw cursor.unexpected('"("', "the values stand in parentheses: a in (1, 2)");
  cursor.take();
  do {
    if (list.length === maxInValues) {
      throw cursor.fail(`more than ${maxInValues} values in one IN, DynamoDB's limit`);
    }
    list.push(operand(cursor));
  } while (cursor.takeIf(","));
  cursor.expect(")", " or a comma");
  return list;
}

function call(cursor: Cursor, called: string): Condition {
  if (!isFunction(called)) {
    throw unknownFunction(cursor, [...Object.keys(functions), "size"]);
  }
  const { offset } = cursor.take();
  const usage = `write ${called}${functions[called]}`;
  cursor.take();
  const list: Operand[] = [];
  if (!cursor.at(")")) {
    do list.push(operand(cursor));
    while (cursor.takeIf(","));
  }
  cursor.expect(")", " or a comma");
  const wanted = functions[called].includes(",") ? 2 : 1;
  if (list.length !== wanted) {
    const counted = wanted === 1 ? "1 argument" : "2 arguments";
    throw cursor.fail(`${called} takes ${counted}, not ${list.length}`, offset, usage);
  }
  checkArguments(cursor, called, list, usage);
  return { kind: "function", name: called, arguments: list };
}

function checkArguments(
  cursor: Cursor,
  called: FunctionName,
  [first, second]: readonly Operand[],
  usage: string,
): void {
  if (first && first.kind !== "path" && called !== "contains" && called !== "begins_with") {
    throw cursor.fail(`${called} takes a path`, cursor.spanOf(first)[0], usage);
  }
  if (called !== "attribute_type" || second?.kind !== "literal") return;
  const type = "S" in second.value ? second.value.S : undefined;
  if (type !== undefined && typeNames.includes(type)) return;
  const hint = `the types are ${typeNames.map(each => `'${each}'`).join(", ")}`;
  throw cursor.fail("no type of DynamoDB", cursor.spanOf(second)[0], hint);
}

function isFunction(name: string): name is FunctionName {
  return Object.hasOwn(functions, name);
}
