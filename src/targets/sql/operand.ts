import { DynError } from "../../errors.ts";
import type { Operand, Parameter, Path } from "../../expressions/ast.ts";
import type { Parameters } from "../../scenario/scenario.ts";
import type { SqlColumn } from "./columns.ts";
import type { SqlTable } from "./tables.ts";
import { literalSource, type Source } from "./values.ts";

/** An operand bound to a table; an attribute without a column is one that no item has. */
export type Bound =
  | { readonly kind: "column" | "size"; readonly column: SqlColumn }
  | { readonly kind: "missing" }
  | { readonly kind: "value"; readonly source: Source };

/** What expressions are bound to. */
export interface Binding {
  readonly table: SqlTable;
  readonly parameters: Parameters | undefined;
}

export function bindOperand(operand: Operand, binding: Binding): Bound {
  switch (operand.kind) {
    case "path": {
      const column = columnAt(operand.path, binding);
      return column === undefined ? { kind: "missing" } : { kind: "column", column };
    }
    case "size": {
      const of = bindOperand(operand.of, binding);
      if (of.kind !== "column") return of;
      refuseDocument(of.column, "size");
      // Numbers and truth values have no size.
      const sized = of.column.kind === "S" || of.column.kind === "B";
      return sized ? { kind: "size", column: of.column } : { kind: "missing" };
    }
    case "literal":
      return { kind: "value", source: literalSource(operand.value) };
    case "parameter":
      return { kind: "value", source: sourceOf(operand, binding) };
    default:
      return operand satisfies never;
  }
}

export function sourceOf(parameter: Parameter, { parameters }: Binding): Source {
  const template = parameters?.get(parameter);
  if (template === undefined) throw new TypeError(`no template for ${parameter.source}`);
  return template;
}

/** The column of a path; undefined where the table has none. */
export function columnAt(path: Path, { table }: Binding): SqlColumn | undefined {
  const [name, ...steps] = path;
  if (steps.length > 0) {
    throw refused(`what is within ${name}`, "give it a column of its own");
  }
  return table.columns.get(name);
}

/** Throws for a column of documents, of which SQL is asked only whether it is there. */
export function refuseDocument({ name, kind }: SqlColumn, what: string): void {
  if (kind !== "document") return;
  throw refused(`${what} of the document ${name}`, "attribute_exists and SET of the whole are not");
}

/** For what DynamoDB has and columns have not. */
export function refused(what: string, hint: string): DynError {
  return new DynError("invalid", `${what}: an expression of SQL's tables is about whole columns`, {
    hint,
  });
}
