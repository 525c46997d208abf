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

/** A statement that the server has performed. */
export interface Result {
  readonly ok: true;
  readonly tag: string;
  readonly rows: Rows;
}

/** How statements that went together ended. */
export interface QueryEnd {
  /** Of those that were performed, in order: all of them, unless `failure` says why not. */
  readonly results: readonly Result[];
  readonly failure?: Failure;
}

export interface Failure {
  readonly error: unknown;
  /** The server had performed all of them before the error came. */
  readonly completed: boolean;
  /** None was even begun with: what was to come before them failed. */
  readonly notBegun: boolean;
  /** They left a preparation to one that was under way, and that has failed. */
  readonly unprepared: boolean;
}

/** A statement of a connection: the name it is prepared under, or none, and the shape of its rows, once known. */
export interface Known {
  readonly name: string;
  readonly text: string;
  shape: Shape | undefined;
}

const noShape = shapeOf([]);

const unknownStatement = "26000";

/** A statement with its values. */
export interface Step {
  readonly known: Known;
  readonly values: readonly SqlValue[];
}

/** pg takes none but its own queries where it need not wait for one before the next. */
const PgQuery = pg.Query as unknown as new (text: string) => object;

/**
 * Statements that pg performs as one query, of which it needs less than pg's own: always prepared,
 * described once a connection, their rows lists of text. One sync ends them all: the server skips what
 * comes after an error, and outside a transaction they are one by themselves.
 */
export class PreparedQuery extends PgQuery {
  /** Of the statement that is under way, for pg to remember what is prepared. */
  name = "";
  text = "";
  readonly #steps: readonly Step[];
  readonly #end: (end: QueryEnd) => void;
  /** Begins the transaction that they are the first of: a statement without values that the connection has prepared by this name. */
  readonly #begins: string | undefined;
  readonly #results: Result[] = [];
  #rows: (readonly Cell[])[] = [];
  #shape: Shape = noShape;
  /** The transaction's beginning, which comes before them, is still to come. */
  #pending: boolean;
  /** Another query, under way, is to prepare one of them. */
  #relies = false;
  /** It wants rows that nobody has. */
  #copies = false;
  #ended = false;

  constructor(steps: readonly Step[], end: (end: QueryEnd) => void, begins?: string) {
    super("");
    this.#steps = steps;
    this.#end = end;
    this.#begins = begins;
    this.#pending = begins !== undefined;
    this.#turn();
  }

  submit(wire: Wire): null {
    wire.stream.cork();
    if (this.#begins !== undefined) {
      wire.bind({ statement: this.#begins, values: [] });
      wire.execute();
    }
    const own = new Set<string>();
    for (const { known, values } of this.#steps) {
      const { name, text } = known;
      const submitted = name in wire.submittedNamedStatements;
      if (submitted && !own.has(name)) this.#relies = true;
      if (name === "" || !(submitted || name in wire.parsedStatements)) {
        wire.parse({ name, text });
        if (name !== "") {
          wire.submittedNamedStatements[name] = text;
          own.add(name);
        }
      }
      wire.bind({ statement: name, values: values.map(parameterOf) });
      if (known.shape === undefined) wire.describe({ type: "P" });
      wire.execute();
    }
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
    if (this.#pending) this.#pending = false;
    else this.#performed(text);
  }

  handleEmptyQuery(): void {
    this.#performed("");
  }

  handleReadyForQuery(): void {
    this.#finish({ results: this.#results });
  }

  handleError(error: unknown, wire: Wire): void {
    const results = this.#results;
    // What the server has skipped, it has not prepared.
    for (const { known } of this.#steps.slice(results.length)) {
      delete wire.submittedNamedStatements[known.name];
    }
    const { code } = error as { readonly code?: unknown };
    const failure = {
      error: this.#copies ? noRowsToCopy(error) : error,
      completed: results.length === this.#steps.length,
      notBegun: this.#pending,
      unprepared: this.#relies && code === unknownStatement,
    };
    this.#finish({ results, failure });
  }

  /** The server has swallowed our sync, as it does while it waits for rows. */
  handleCopyInResponse(wire: Wire): void {
    this.#copies = true;
    wire.sendCopyFail("no rows to copy");
    wire.sync();
  }

  handleCopyData(): void {}

  handlePortalSuspended(): void {}

  #performed(tag: string): void {
    const { columns } = this.#shape;
    const rows = { columns, rows: this.#rows, affected: affectedBy(tag) };
    const step = this.#steps[this.#results.push({ ok: true, tag, rows }) - 1];
    if (step) step.known.shape ??= this.#shape;
    this.#turn();
  }

  /** To the next statement. */
  #turn(): void {
    const step = this.#steps[this.#results.length];
    if (!step) return;
    const { name, text, shape = noShape } = step.known;
    [this.name, this.text, this.#shape, this.#rows] = [name, text, shape, []];
  }

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
