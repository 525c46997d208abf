import type { Operand, Update, UpdateClause, UpdateValue } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { operand, path, paths, unknownFunction } from "./operand.ts";

const clauses = ["set", "remove", "add", "delete"] as const;
const functions = ["if_not_exists", "list_append"] as const;

/** `SET a = 1, b = b + 1 REMOVE c ADD d 5 DELETE e <<'x'>>`; a clause may come more than once. */
export function update(cursor: Cursor): Update {
  const found: UpdateClause[] = [];
  do {
    const kind = clauses.find(clause => cursor.takeIfWord(clause));
    if (kind === undefined) {
      throw cursor.unexpected(
        found.length === 0
          ? "SET, REMOVE, ADD or DELETE"
          : "a comma, SET, REMOVE, ADD, DELETE or the end",
        "such as SET Quantity = Quantity - 5, Status = 'sold' REMOVE Offer",
      );
    }
    if (kind === "remove") found.push(...paths(cursor).map(each => ({ kind, path: each })));
    else {
      do found.push(kind === "set" ? assignment(cursor) : change(cursor, kind));
      while (cursor.takeIf(","));
    }
  } while (cursor.peek().kind !== "end");
  return found;
}

function assignment(cursor: Cursor): UpdateClause {
  const target = path(cursor);
  const { offset } = cursor.peek();
  cursor.expect("=", " and a value");
  cursor.operator(offset);
  return { kind: "set", path: target, value: value(cursor) };
}

/** DynamoDB calculates once: one `+` or `-` between two terms. */
function value(cursor: Cursor): UpdateValue {
  const left = term(cursor);
  const kind = cursor.at("+") ? "add" : cursor.at("-") ? "subtract" : undefined;
  if (kind === undefined) return left;
  cursor.operator(cursor.take().offset);
  const right = term(cursor);
  if (cursor.at("+") || cursor.at("-")) {
    throw cursor.fail(
      "a second + or -",
      undefined,
      "DynamoDB takes one; a name with dashes stands in double quotes",
    );
  }
  return { kind, left, right };
}

function term(cursor: Cursor): UpdateValue {
  const { kind, text, offset } = cursor.peek();
  if (kind !== "name" || !cursor.at("(", 1)) return operand(cursor);
  const called = functions.find(name => name === text.toLowerCase());
  if (called === undefined) throw unknownFunction(cursor, functions);
  cursor.operator(offset);
  cursor.take();
  cursor.take();
  const found = cursor.nested(() =>
    called === "list_append" ? appended(cursor) : defaulted(cursor),
  );
  cursor.expect(")", ` after the second argument of ${called}`);
  return found;
}

function appended(cursor: Cursor): UpdateValue {
  const left = term(cursor);
  cursor.expect(",", " and the list to append");
  return { kind: "list_append", left, right: term(cursor) };
}

function defaulted(cursor: Cursor): UpdateValue {
  const target = path(cursor);
  cursor.expect(",", " and the value otherwise");
  return { kind: "if_not_exists", path: target, otherwise: term(cursor) };
}

function change(cursor: Cursor, kind: "add" | "delete"): UpdateClause {
  const target = path(cursor);
  const { offset } = cursor.peek();
  cursor.operator(offset);
  const amount = operand(cursor);
  if (isAmount(amount, kind)) return { kind, path: target, value: amount };
  throw kind === "add"
    ? cursor.fail("ADD takes a number or a set", offset, "such as ADD Views 1, ADD Tags <<'new'>>")
    : cursor.fail(
        "DELETE takes a set of members",
        offset,
        "such as DELETE Tags <<'old'>>; REMOVE drops attributes",
      );
}

function isAmount(amount: Operand, kind: "add" | "delete"): boolean {
  if (amount.kind === "parameter") return true;
  if (amount.kind !== "literal") return false;
  const { value: literal } = amount;
  return (
    "SS" in literal || "NS" in literal || "BS" in literal || (kind === "add" && "N" in literal)
  );
}
