import type { Engine } from "../../config/sql-settings.ts";
import type { AttributeKind } from "../../scenario/attributes.ts";
import type { Rows, SqlValue } from "../../sql/database.ts";
import type { SqlColumn } from "./columns.ts";
import { mysql } from "./dialects/mysql.ts";
import { postgres } from "./dialects/postgres.ts";
import type { NumberRange } from "./numbers.ts";

/** Asks the catalogue, on the writer. Throws a DynError. */
export type Ask = (text: string, values: readonly SqlValue[]) => Promise<Rows>;

/** A table that is to be made. */
export interface Design {
  readonly table: string;
  readonly columns: readonly {
    readonly name: string;
    readonly kind: AttributeKind;
  }[];
  /** Columns of the primary key, in order. */
  readonly key: readonly string[];
  readonly indexes: readonly { readonly name: string; readonly columns: readonly string[] }[];
}

/** A table as the catalogue has it. */
export interface Catalogued {
  readonly columns: readonly SqlColumn[];
  /** Those of whole columns, for all rows. */
  readonly indexes: readonly CataloguedIndex[];
}

export interface CataloguedIndex {
  readonly name: string;
  readonly primary: boolean;
  readonly unique: boolean;
  readonly columns: readonly string[];
}

/** What PostgreSQL and MySQL write each in its own way. Texts of columns are qualified and quoted. */
export interface Dialect {
  readonly engine: Engine;
  /** The n-th value of a statement, from 1. */
  placeholder(position: number): string;
  /** A value that is compared with a column. */
  compared(placeholder: string, column: SqlColumn): string;
  /** A value that is counted with. */
  number(placeholder: string, range: NumberRange | undefined): string;
  /** A string's column as text, for functions of texts. */
  text(name: string, column: SqlColumn): string;
  startsWith(text: string, prefix: string): string;
  contains(text: string, part: string): string;
  /** Behind INSERT: what becomes of a row that has the key already; without assignments it stays. */
  onConflict(
    key: readonly SqlColumn[],
    assignments: readonly string[] | undefined,
    where: string | undefined,
  ): string;
  /** In `onConflict`, what INSERT has for a column. */
  inserted(name: string): string;
  /** In `onConflict`, what a column has by itself. */
  defaulted(name: string): string;
  /** INSERT can leave a row alone, or change it on a condition, in the one statement. */
  readonly conditionalUpsert: boolean;
  /** A statement's WITH can write. */
  readonly writingWith: boolean;
  /** Assignments of one UPDATE see what the ones before them wrote. */
  readonly sequentialAssignments: boolean;
  /** Behind SELECT: nobody else changes the row until the transaction ends. */
  readonly lock: string;
  /** A row that it does not find is not made by others until then. */
  readonly locksAbsence: boolean;
  /** What makes a table; performed in order, in one transaction where the engine can. */
  creation(design: Design, ask: Ask): Promise<readonly string[]>;
  /** The type of a column of one kind, as the definition of a column has it. */
  definition(kind: AttributeKind, ask: Ask): Promise<string>;
  /** Undefined where there is none of that name. */
  find(table: string, ask: Ask): Promise<Catalogued | undefined>;
  tables(ask: Ask): Promise<readonly string[]>;
}

export const dialects = { postgres, mysql } as const satisfies Record<Engine, Dialect>;
