import { createHash } from "node:crypto";
import { DynError } from "../../errors.ts";
import type { SqlStatement, SqlValue } from "../../sql/database.ts";
import type { Scope } from "../../template/scope.ts";
import type { Dialect } from "./dialect.ts";
import type { Slot } from "./values.ts";

/** A statement, and what fills it. */
export interface StatementTemplate {
  readonly statement: SqlStatement;
  readonly slots: readonly Slot[];
}

/** One statement as it is written: its slots in the order in which its text has them. */
export class Writing {
  readonly dialect: Dialect;
  readonly #slots: Slot[] = [];

  constructor(dialect: Dialect) {
    this.dialect = dialect;
  }

  /** The text of a value; it has to come after those that were asked for before. */
  value(slot: Slot): string {
    return this.dialect.placeholder(this.#slots.push(slot));
  }

  /** The whole, prepared on each connection by a name that its text alone makes. */
  finish(
    text: string,
    safety: { readonly readOnly: boolean; readonly idempotent: boolean },
  ): StatementTemplate {
    const digest = createHash("sha256").update(text).digest("hex").slice(0, 24);
    return { statement: { text, name: `dyn_${digest}`, ...safety }, slots: this.#slots };
  }
}

/**
 * The values of a draw.
 * @throws DynError when a template cannot be evaluated, with which item it was
 */
export function valuesOf(
  { slots }: Pick<StatementTemplate, "slots">,
  scope: Scope,
): readonly SqlValue[] {
  try {
    return slots.map(slot => slot(scope));
  } catch (cause) {
    if (!(cause instanceof DynError)) throw cause;
    const { kind, message, hint } = cause;
    throw new DynError(kind, `item ${scope.index}: ${message}`, { hint, cause });
  }
}
