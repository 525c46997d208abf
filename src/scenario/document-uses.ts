import type { Condition, Operand, Path, UpdateClause, UpdateValue } from "../expressions/ast.ts";
import { writtenPath } from "../expressions/written.ts";
import type { Attributes } from "./attributes.ts";

/** What of an expression only a store of documents can do. */
export interface DocumentUse {
  /** Such as `what is within Address`. */
  readonly what: string;
  readonly hint: string;
}

const ownAttribute = "give it an attribute of its own";
const ownTable = "keep its members as items of a table of their own";

/** Of paths that are read as a whole. */
export function* usesOfPaths(paths: readonly Path[]): Iterable<DocumentUse> {
  for (const path of paths) if (path.length > 1) yield within(path);
}

export function* usesOfCondition(
  condition: Condition,
  attributes: Attributes,
): Iterable<DocumentUse> {
  switch (condition.kind) {
    case "compare":
      yield* compared([condition.left, condition.right], "a comparison", attributes);
      break;
    case "between":
      yield* compared(
        [condition.operand, condition.low, condition.high],
        "a comparison",
        attributes,
      );
      break;
    case "in":
      yield* compared([condition.operand, ...condition.list], "a comparison", attributes);
      break;
    case "function": {
      const { name, arguments: operands } = condition;
      const exists = name === "attribute_exists" || name === "attribute_not_exists";
      if (exists) yield* usesOfPaths(operands.flatMap(pathsOf));
      else yield* compared(operands, name, attributes);
      break;
    }
    case "and":
    case "or":
      yield* usesOfCondition(condition.left, attributes);
      yield* usesOfCondition(condition.right, attributes);
      break;
    case "not":
      yield* usesOfCondition(condition.condition, attributes);
      break;
    default:
      condition satisfies never;
  }
}

export function* usesOfClause(clause: UpdateClause, attributes: Attributes): Iterable<DocumentUse> {
  yield* usesOfPaths([clause.path]);
  switch (clause.kind) {
    case "set":
      yield* usesOfValue(clause.value, attributes);
      break;
    case "remove":
      break;
    case "add":
      if (attributes.get(clause.path[0]) === "document") {
        yield { what: `ADD to the set or list ${clause.path[0]}`, hint: ownTable };
      }
      break;
    case "delete":
      yield { what: `DELETE from the set ${clause.path[0]}`, hint: ownTable };
      break;
    default:
      clause satisfies never;
  }
}

function* usesOfValue(value: UpdateValue, attributes: Attributes): Iterable<DocumentUse> {
  switch (value.kind) {
    case "add":
    case "subtract":
      yield* compared([value.left, value.right].filter(isOperand), "arithmetic", attributes);
      yield* usesOfValue(value.left, attributes);
      yield* usesOfValue(value.right, attributes);
      break;
    case "if_not_exists":
      yield* usesOfPaths([value.path]);
      yield* usesOfValue(value.otherwise, attributes);
      break;
    case "list_append":
      yield { what: "list_append", hint: ownTable };
      break;
    default:
      yield* usesOfPaths(pathsOf(value));
  }
}

/** Operands of which more is asked than whether they are there. */
function* compared(
  operands: readonly Operand[],
  asked: string,
  attributes: Attributes,
): Iterable<DocumentUse> {
  for (const operand of operands) {
    if (operand.kind === "literal" && "NULL" in operand.value) {
      yield { what: `${asked} with null`, hint: "ask attribute_exists or attribute_not_exists" };
    }
    for (const path of pathsOf(operand)) {
      if (path.length > 1) yield within(path);
      else if (attributes.get(path[0]) === "document") {
        const whose = `${operand.kind === "size" ? "size" : asked} of ${path[0]}`;
        yield { what: `${whose}, a list, map, set or null in some item`, hint: ownAttribute };
      }
    }
  }
}

function isOperand(value: UpdateValue): value is Operand {
  return ["path", "literal", "size", "parameter"].includes(value.kind);
}

function pathsOf(operand: Operand): readonly Path[] {
  if (operand.kind === "size") return pathsOf(operand.of);
  return operand.kind === "path" ? [operand.path] : [];
}

function within(path: Path): DocumentUse {
  return { what: `${writtenPath(path)}, which is within an attribute`, hint: ownAttribute };
}
