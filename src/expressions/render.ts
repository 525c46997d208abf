import type { Aliases } from "./aliases.ts";
import type { Condition, Operand, Projection, Update, UpdateClause, UpdateValue } from "./ast.ts";

/** What writes the names and values of an expression: `Aliases`, for DynamoDB. */
export type Spelling = Pick<Aliases, "path" | "value">;

/** The text of a condition for DynamoDB, every name and value aliased, with the parentheses it needs. */
export function renderCondition(condition: Condition, aliases: Spelling): string {
  switch (condition.kind) {
    case "compare": {
      const left = renderOperand(condition.left, aliases);
      return `${left} ${condition.comparator} ${renderOperand(condition.right, aliases)}`;
    }
    case "between": {
      const operand = renderOperand(condition.operand, aliases);
      const low = renderOperand(condition.low, aliases);
      return `${operand} BETWEEN ${low} AND ${renderOperand(condition.high, aliases)}`;
    }
    case "in": {
      const operand = renderOperand(condition.operand, aliases);
      return `${operand} IN (${renderAll(condition.list, aliases)})`;
    }
    case "function":
      return `${condition.name}(${renderAll(condition.arguments, aliases)})`;
    case "not":
      return `NOT ${part(condition.condition, aliases, ["and", "or", "not"])}`;
    case "and": {
      const left = part(condition.left, aliases, ["or"]);
      return `${left} AND ${part(condition.right, aliases, ["or"])}`;
    }
    case "or":
      return `${renderCondition(condition.left, aliases)} OR ${renderCondition(condition.right, aliases)}`;
  }
}

export function renderOperand(operand: Operand, aliases: Spelling): string {
  switch (operand.kind) {
    case "path":
      return aliases.path(operand.path);
    case "literal":
      return aliases.value(operand.value);
    case "parameter":
      return aliases.value(operand);
    case "size":
      return `size(${renderOperand(operand.of, aliases)})`;
  }
}

export function renderProjection(projection: Projection, aliases: Spelling): string {
  return projection.map(path => aliases.path(path)).join(", ");
}

/** The text of an update; DynamoDB takes each of SET, REMOVE, ADD and DELETE once. */
export function renderUpdate(update: Update, aliases: Spelling): string {
  return (["set", "remove", "add", "delete"] as const)
    .map(kind => [kind, update.filter(clause => clause.kind === kind)] as const)
    .filter(([, clauses]) => clauses.length > 0)
    .map(([kind, clauses]) => {
      const texts = clauses.map(clause => renderClause(clause, aliases));
      return `${kind.toUpperCase()} ${texts.join(", ")}`;
    })
    .join(" ");
}

function renderClause(clause: UpdateClause, aliases: Spelling): string {
  const path = aliases.path(clause.path);
  switch (clause.kind) {
    case "set":
      return `${path} = ${renderValue(clause.value, aliases)}`;
    case "remove":
      return path;
    case "add":
    case "delete":
      return `${path} ${renderOperand(clause.value, aliases)}`;
  }
}

function renderValue(value: UpdateValue, aliases: Spelling): string {
  switch (value.kind) {
    case "add":
      return `${renderValue(value.left, aliases)} + ${renderValue(value.right, aliases)}`;
    case "subtract":
      return `${renderValue(value.left, aliases)} - ${renderValue(value.right, aliases)}`;
    case "if_not_exists":
      return `if_not_exists(${aliases.path(value.path)}, ${renderValue(value.otherwise, aliases)})`;
    case "list_append":
      return `list_append(${renderValue(value.left, aliases)}, ${renderValue(value.right, aliases)})`;
    default:
      return renderOperand(value, aliases);
  }
}

/** In parentheses where it binds less than what surrounds it. */
function part(
  condition: Condition,
  aliases: Spelling,
  looser: readonly Condition["kind"][],
): string {
  const text = renderCondition(condition, aliases);
  return looser.includes(condition.kind) ? `(${text})` : text;
}

function renderAll(operands: readonly Operand[], aliases: Spelling): string {
  return operands.map(operand => renderOperand(operand, aliases)).join(", ");
}
