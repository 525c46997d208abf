import { DynError } from "../../errors.ts";
import type { Path, Update, UpdateClause, UpdateValue } from "../../expressions/ast.ts";
import { typeWords } from "../../values/type-words.ts";
import type { SqlColumn } from "./columns.ts";
import type { Dialect } from "./dialect.ts";
import { includes } from "./numbers.ts";
import { type Binding, columnAt, refused, sourceOf } from "./operand.ts";
import { columnFor } from "./row.ts";
import type { Writing } from "./statement-writing.ts";
import { columnText } from "./tables.ts";
import { literalSource, writtenSlot } from "./values.ts";

/** Something that must hold of a row, so that an expression has a value; of one column where it is told. */
export interface Guard {
  readonly text: string;
  readonly column?: string;
}

interface Value {
  readonly present: (writing: Writing) => string;
  /** For an item that is made of nothing; undefined where it would count with what is not there. */
  readonly absent: ((writing: Writing) => string) | undefined;
  readonly guards: readonly Guard[];
  /** Columns that it reads. */
  readonly reads: readonly string[];
  /** Done twice it is as done once. */
  readonly idempotent: boolean;
}

/** What an update does to a column. */
export interface Assignment extends Omit<Value, "absent"> {
  readonly column: SqlColumn;
  /** `nothing`: an item that is made does without it. */
  readonly absent: Value["absent"] | "nothing";
}

/**
 * @throws DynError for what columns cannot do: changes within documents, to sets and lists, and to
 *   the key, or of a column that is not there
 */
export function assignmentsOf(
  update: Update,
  binding: Binding,
  dialect: Dialect,
): readonly Assignment[] {
  const all = update.map(clause => assignment(clause, { binding, dialect }));
  const names = all.map(({ column }) => column.name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new DynError("invalid", `${twice} is changed twice in one update`);
  return dialect.sequentialAssignments ? readsFirst(all) : all;
}

interface Where {
  readonly binding: Binding;
  readonly dialect: Dialect;
}

function assignment(clause: UpdateClause, where: Where): Assignment {
  const column = target(clause.path, where.binding);
  switch (clause.kind) {
    case "set": {
      const { value } = clause;
      return { column, ...valueFor(value, column, where) };
    }
    case "remove":
      return {
        column,
        present: () => "NULL",
        absent: "nothing",
        guards: [],
        reads: [],
        idempotent: true,
      };
    case "add": {
      counted(column, "ADD");
      const added = numberOf(clause.value, column, where);
      const name = columnText(where.binding.table, column);
      return {
        column,
        present: writing => `coalesce(${name}, 0) + ${added.present(writing)}`,
        absent: added.absent,
        guards: added.guards,
        reads: [column.name, ...added.reads],
        idempotent: false,
      };
    }
    case "delete":
      throw refused("DELETE from a set", "keep the members as rows of a table of their own");
    default:
      return clause satisfies never;
  }
}

function target(path: Path, binding: Binding): SqlColumn {
  columnAt(path, binding);
  const [name] = path;
  const { table } = binding;
  const column = columnFor(table, name, "update");
  if (!table.key.some(each => each.name === name)) return column;
  throw new DynError(
    "invalid",
    `${name} is part of the key of ${table.name}, which no update changes`,
  );
}

/** What a column is set to, which has to be of its type. */
function valueFor(value: UpdateValue, column: SqlColumn, where: Where): Value {
  const { binding } = where;
  switch (value.kind) {
    case "literal":
    case "parameter": {
      const source =
        value.kind === "literal" ? literalSource(value.value) : sourceOf(value, binding);
      const slot = writtenSlot(source, column);
      const text = (writing: Writing) => writing.value(slot);
      return { present: text, absent: text, guards: [], reads: [], idempotent: true };
    }
    case "path": {
      const name = readable(value.path, column, where);
      return {
        present: () => name.text,
        absent: undefined,
        guards: name.column.nullable
          ? [{ text: `${name.text} IS NOT NULL`, column: name.column.name }]
          : [],
        reads: [name.column.name],
        idempotent: false,
      };
    }
    case "add":
    case "subtract": {
      counted(column, value.kind === "add" ? "+" : "-");
      const left = numberOf(value.left, column, where);
      const right = numberOf(value.right, column, where);
      const sign = value.kind === "add" ? "+" : "-";
      const { absent: fromLeft } = left;
      const { absent: fromRight } = right;
      return {
        present: writing => `${left.present(writing)} ${sign} ${right.present(writing)}`,
        absent:
          fromLeft &&
          fromRight &&
          (writing => `${fromLeft(writing)} ${sign} ${fromRight(writing)}`),
        guards: [...left.guards, ...right.guards],
        reads: [...left.reads, ...right.reads],
        idempotent: false,
      };
    }
    case "if_not_exists": {
      const { text, column: own } = readable(value.path, column, where);
      const counting = column.kind === "N";
      const other = (counting ? numberOf : valueFor)(value.otherwise, column, where);
      return {
        present: writing => `coalesce(${text}, ${other.present(writing)})`,
        absent: other.absent,
        guards: other.guards.map(guard => ({ text: `(${text} IS NOT NULL OR ${guard.text})` })),
        reads: [own.name, ...other.reads],
        idempotent: false,
      };
    }
    case "list_append":
      throw refused("list_append", "keep the members as rows of a table of their own");
    case "size":
      throw new DynError("invalid", "size is for conditions: an update cannot set it");
    default:
      return value satisfies never;
  }
}

/** The same where it is counted with, and the server has to know that it is a number. */
function numberOf(value: UpdateValue, column: SqlColumn, where: Where): Value {
  const made = valueFor(value, column, where);
  if (value.kind !== "literal" && value.kind !== "parameter") return made;
  const { present } = made;
  const text = (writing: Writing) => where.dialect.number(present(writing), column.range);
  return { ...made, present: text, absent: text };
}

/** A column whose values another one can take. */
function readable(path: Path, into: SqlColumn, { binding }: Where) {
  columnAt(path, binding);
  const column = columnFor(binding.table, path[0], "update");
  const fits =
    column.kind === into.kind &&
    (into.range === undefined || column.range === undefined || includes(into.range, column.range));
  if (fits) return { column, text: columnText(binding.table, column) };
  const from = `${column.name} (${column.type})`;
  throw new DynError(
    "invalid",
    `update: ${into.name} is ${into.type}, which does not hold ${from}`,
  );
}

function counted({ name, kind, type }: SqlColumn, operator: string): void {
  if (kind === "N") return;
  throw new DynError("invalid", `update: ${name} is ${type}; ${operator} takes ${typeWords.N}`);
}

/** What reads a column before what changes it, since the engine performs them one after the other. */
function readsFirst(all: readonly Assignment[]): readonly Assignment[] {
  const open = [...all];
  const ordered: Assignment[] = [];
  while (open.length > 0) {
    const next = open.findIndex(({ column }) =>
      open.every(each => each.column === column || !each.reads.includes(column.name)),
    );
    const [chosen] = open.splice(next, 1);
    if (next < 0 || chosen === undefined) {
      const names = all.map(({ column }) => column.name).join(", ");
      throw refused(`an update of ${names} by each other`, "make it two updates, or a statement");
    }
    ordered.push(chosen);
  }
  return ordered;
}
