import pg from "pg";
import type { Cell, Rows, SqlValue } from "../database.ts";
import { type Field, parameterOf, type Shape, shapeOf } from "./types.ts";

/** What of pg's connection a query writes to; pg's own types leave most of it out. */
interface Wire {
  readonly stream: { cork(): void; uncork(): void };
  readonly parsedStatements: Record<string, string>;
  readonly submittedNamedStatements: Record<string, string>;
  parse(query: { readonly name: string; readonly text: string }): void;
  bind(portal: {
    readonly portal?: string;
    readonly statement: string;
    readonly values: unknown[];
  }): void;
  describe(portal: { readonly type: "P"; readonly name?: string }): void;
  execute(): void;
  sync(): void;
  sendCopyFail(message: string): void;
}

/** How a query ended; `completed`: the server had performed it before the error came. */
export type QueryEnd =
  | { readonly ok: true; readonly tag: string; readonly rows: Rows }
  | {
      readonly ok: false;
      readonly error: unknown;
      readonly completed: boolean;
      /** It was not even begun with: what was to come before it failed. */
      readonly notBegun: boolean;
      /** It left its preparation to one that was under way, and that has failed. */
      readonly unprepared: boolean;
    };

/** A statement of a connection: the name it is prepared under, or none, and the shape of its rows, once known. */
export interface Known {
  readonly name: string;
  readonly text: string;
  shape: Shape | undefined;
}

const noShape = shapeOf([]);

const unknownStatement = "26000";

/**
 * A portal that lasts as long as the transaction that it was made in. Who asks for it and finds none
 * is in no transaction, and fails there.
 */
const begun = "dyn_begun";

/** How a query stands to the transaction that begins in the same go. */
export type Beginning =
  /** It begins it, by a statement without values that the connection has prepared by this name; where that fails, this query is not performed. */
  | { readonly kind: "begins"; readonly by: string }
  /** It is performed only if the transaction has begun. */
  | { readonly kind: "follows" };

/** pg takes none but its own queries where it need not wait for one before the next. */
const PgQuery = pg.Query as unknown as new (text: string) => object;

/**
 * A query that pg performs, of which it needs less than pg's own: always prepared, described once a
 * connection, its rows lists of text.
 */
export class PreparedQuery extends PgQuery {
  readonly name: string;
  readonly text: string;
  readonly #known: Known;
  readonly #values: readonly SqlValue[];
  readonly #end: (end: QueryEnd) => void;
  readonly #rows: (readonly Cell[])[] = [];
  #shape: Shape;
  readonly #beginning: Beginning | undefined;
  /** The transaction's beginning, which comes before this statement, is still to come. */
  #pending: boolean;
  /** Another one, under way, is to prepare it. */
  #relies = false;
  #tag: string | undefined;
  /** It wants rows that nobody has. */
  #copies = false;
  #ended = false;

  constructor(
    known: Known,
    values: readonly SqlValue[],
    end: (end: QueryEnd) => void,
    beginning?: Beginning,
  ) {
    super("");
    this.name = known.name;
    this.text = known.text;
    this.#known = known;
    this.#values = values;
    this.#end = end;
    this.#shape = known.shape ?? noShape;
    this.#beginning = beginning;
    this.#pending = beginning?.kind === "begins";
  }

  submit(wire: Wire): null {
    const { name, text } = this;
    const beginning = this.#beginning;
    wire.stream.cork();
    if (beginning?.kind === "begins") {
      wire.bind({ statement: beginning.by, values: [] });
      wire.execute();
      wire.bind({ portal: begun, statement: beginning.by, values: [] });
    } else if (beginning?.kind === "follows") {
      wire.describe({ type: "P", name: begun });
    }
    this.#relies = name in wire.submittedNamedStatements;
    if (name === "" || !(this.#relies || name in wire.parsedStatements)) {
      wire.parse({ name, text });
      if (name !== "") wire.submittedNamedStatements[name] = text;
    }
    wire.bind({ statement: name, values: this.#values.map(parameterOf) });
    if (this.#known.shape === undefined) wire.describe({ type: "P" });
    wire.execute();
    wire.sync();
    wire.stream.uncork();
    return null;
  }

  handleRowDescription({ fields }: { readonly fields: readonly Field[] }): void {
    this.#shape = shapeOf(fields);
  }

  handleDataRow({ fields }: { readonly fields: Cell[] }): void {
    this.#rows.push(this.#shape.convert(fields));
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    if (this.#pending) {
      this.#pending = false;
      return;
    }
    this.#tag = text;
    this.#known.shape ??= this.#shape;
  }

  handleEmptyQuery(): void {
    this.#tag = "";
  }

  handleReadyForQuery(): void {
    const tag = this.#tag ?? "";
    const affected = affectedBy(tag);
    this.#finish({
      ok: true,
      tag,
      rows: { columns: this.#shape.columns, rows: this.#rows, affected },
    });
  }

  handleError(error: unknown): void {
    const completed = this.#tag !== undefined;
    const { code } = error as { readonly code?: unknown };
    const unprepared = this.#relies && code === unknownStatement;
    const told = this.#copies ? noRowsToCopy(error) : error;
    this.#finish({ ok: false, error: told, completed, notBegun: this.#pending, unprepared });
  }

  /** The server has swallowed our sync, as it does while it waits for rows. */
  handleCopyInResponse(wire: Wire): void {
    this.#copies = true;
    wire.sendCopyFail("no rows to copy");
    wire.sync();
  }

  handleCopyData(): void {}

  handlePortalSuspended(): void {}

  #finish(end: QueryEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#end(end);
  }
}

/** The server's own word for it is that of a statement that was cancelled. */
function noRowsToCopy(cause: unknown): unknown {
  const { message, severity } = cause as {
    readonly message?: unknown;
    readonly severity?: unknown;
  };
  if (!String(message).includes("no rows to copy")) return cause;
  const error = new Error("COPY FROM STDIN has no rows to copy here", { cause });
  return Object.assign(error, { code: "0A000", severity });
}

/** The last number of a tag such as `INSERT 0 5` or `SELECT 3`. */
function affectedBy(tag: string): number {
  const at = tag.lastIndexOf(" ");
  const count = at < 0 ? Number.NaN : Number(tag.slice(at + 1));
  return Number.isNaN(count) ? 0 : count;
}
