import { DynError } from "../errors.ts";
import type { Condition, Operand } from "../expressions/ast.ts";
import type { KeySchema } from "../schema/schema.ts";
import { keyAttributes } from "./table-keys.ts";

/** Throws a "usage" error when a Query's filter names a key attribute, which DynamoDB refuses. */
export function checkFilter(filter: Condition, key: KeySchema, what: string): void {
  const names = new Set(keyAttributes(key).map(({ name }) => name));
  for (const name of namesIn(filter)) {
    if (!names.has(name)) continue;
    throw new DynError("usage", `--filter cannot name ${name}, a key attribute of ${what}`, {
      hint: "put that condition into the expression",
    });
  }
}

function namesIn(condition: Condition): string[] {
  switch (condition.kind) {
    case "compare":
      return [condition.left, condition.right].flatMap(operandNames);
    case "between":
      return [condition.operand, condition.low, condition.high].flatMap(operandNames);
    case "in":
      return [condition.operand, ...condition.list].flatMap(operandNames);
    case "function":
      return condition.arguments.flatMap(operandNames);
    case "and":
    case "or":
      return [...namesIn(condition.left), ...namesIn(condition.right)];
    case "not":
      return namesIn(condition.condition);
    default:
      return condition satisfies never;
  }
}

function operandNames(operand: Operand): string[] {
  if (operand.kind === "path") return [operand.path[0]];
  return operand.kind === "size" ? operandNames(operand.of) : [];
}
