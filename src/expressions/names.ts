import type { Condition, Operand } from "./ast.ts";

/** The attributes that a condition is about, by the first names of its paths; some may be there twice. */
export function namesIn(condition: Condition): readonly string[] {
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
