import type { Scope } from "../../template/scope.ts";
import type { Writing } from "./statement-writing.ts";

type Known = boolean | ((scope: Scope) => boolean);

/** A condition bound to a table's columns. */
export interface Predicate {
  /** For a row that is there: its text, which is true, false or NULL, or the answer where that is known. */
  readonly present: boolean | ((writing: Writing) => string);
  /** Whether it holds where there is no item. */
  readonly absent: Known;
  /** Columns that are not NULL wherever it holds. */
  readonly needs: ReadonlySet<string>;
}

const nothing: ReadonlySet<string> = new Set();

export function constant(present: boolean, absent = present): Predicate {
  return { present, absent, needs: nothing };
}

/** About a row's columns; it does not hold where there is no item. */
export function onRow(present: (writing: Writing) => string, needs: readonly string[]): Predicate {
  return { present, absent: false, needs: new Set(needs) };
}

/** About values alone, so that the server has nothing to find out. */
export function onValues(holds: (scope: Scope) => boolean): Predicate {
  const present = (writing: Writing) =>
    `${writing.value(scope => (holds(scope) ? "1" : "0"))} = '1'`;
  return { present, absent: holds, needs: nothing };
}

export function not({ present, absent }: Predicate): Predicate {
  return {
    // What is neither true nor false, for want of an attribute, does not hold: so its contrary does.
    present:
      typeof present === "boolean" ? !present : writing => `(${present(writing)}) IS NOT TRUE`,
    absent: typeof absent === "boolean" ? !absent : scope => !absent(scope),
    needs: nothing,
  };
}

export function and(left: Predicate, right: Predicate): Predicate {
  return {
    present: joined(left.present, right.present, "AND"),
    absent: both(left.absent, right.absent, false),
    needs: new Set([...left.needs, ...right.needs]),
  };
}

export function or(left: Predicate, right: Predicate): Predicate {
  return {
    present: joined(left.present, right.present, "OR"),
    absent: both(left.absent, right.absent, true),
    needs: new Set([...left.needs].filter(name => right.needs.has(name))),
  };
}

/** What stands behind WHERE. */
export function presentText({ present }: Predicate, writing: Writing): string {
  if (typeof present === "boolean") return present ? "TRUE" : "FALSE";
  return present(writing);
}

export function holdsForAbsent({ absent }: Predicate, scope: Scope): boolean {
  return typeof absent === "boolean" ? absent : absent(scope);
}

function joined(
  left: Predicate["present"],
  right: Predicate["present"],
  operator: "AND" | "OR",
): Predicate["present"] {
  const decisive = operator === "OR";
  if (left === decisive || right === decisive) return decisive;
  if (typeof left === "boolean") return right;
  if (typeof right === "boolean") return left;
  return writing => `(${left(writing)} ${operator} ${right(writing)})`;
}

function both(left: Known, right: Known, decisive: boolean): Known {
  if (left === decisive || right === decisive) return decisive;
  if (typeof left === "boolean") return right;
  if (typeof right === "boolean") return left;
  return decisive ? scope => left(scope) || right(scope) : scope => left(scope) && right(scope);
}
