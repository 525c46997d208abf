import type { ConnectionOptions } from "node:tls";
import type { Engine, HostPort } from "../config/sql-settings.ts";
import type { Isolation } from "../scenario/scenario.ts";
import type { Call, Instance, Rows, SqlFault, SqlStatement, SqlValue } from "./database.ts";

/** What the client of SQL databases must know of one engine; each has a folder, with the same file names. */
export interface SqlEngine {
  readonly name: Engine;
  /** What `runAll` sends outside a transaction is one by itself. */
  readonly oneGoIsOne: boolean;
  /** Opens a connection and sets its session up. Rejects with what ended it, as it came: `faultOf` sorts it. */
  connect(options: ConnectOptions): Promise<ServerConnection>;
  /** Sorts what ended an opening or a statement. */
  faultOf(cause: unknown): SqlFault;
  /** Codes by which an instance says that it takes no writes, such as a writer that is one no more. */
  readonly readOnlyCodes: ReadonlySet<string>;
  /**
   * Asks an instance about itself; `writer` is what the writer told, which a reader may be compared
   * with. Rejects as `connect` does.
   */
  describe(connection: ServerConnection, writer?: Told): Promise<Told>;
}

export interface ConnectOptions {
  readonly endpoint: HostPort;
  readonly database: string;
  readonly user: string;
  readonly password: string | undefined;
  /** Absent: no TLS. */
  readonly tls?: ConnectionOptions;
  /** For all of it, the hand-shake included. */
  readonly connectTimeoutMs: number;
}

/** How the server, or the way to it, answered. */
export type Reply =
  | { readonly ok: true; readonly rows: Rows }
  | {
      readonly ok: false;
      readonly fault: SqlFault;
      /** `none`: the server refused it, or it was never sent. `possible`: it was sent, and may be performed. */
      readonly effect: "none" | "possible";
    };

export interface BeginOptions {
  /** Absent: the server's own. */
  readonly isolation?: Isolation;
  readonly readOnly: boolean;
}

/** Performs something on a connection. */
export type Send = (connection: ServerConnection) => Promise<Reply>;

/** One connection. Its methods never reject: faults are replies. */
export interface ServerConnection {
  /** False once it is lost, or in a state that nobody can tell. */
  readonly usable: boolean;
  /** Called once, when the connection is lost while nobody uses it. */
  onLost(callback: () => void): void;
  /** Lets the server end statements that take longer, from now on; what it ends so has the code `Timeout`. */
  limit(statementTimeoutMs: number): Promise<Reply>;
  run(statement: SqlStatement, values: readonly SqlValue[]): Promise<Reply>;
  /** Within a transaction, or where that makes one: in order, in one go where it can. What follows the first that is not ok is not performed, and has no reply. */
  runAll(calls: readonly Call[]): Promise<readonly Reply[]>;
  begin(options: BeginOptions): Promise<Reply>;
  commit(): Promise<Reply>;
  rollback(): Promise<Reply>;
  /** Within a transaction: rows of a long read, a part at a time; what is not ok is the last. */
  fetch(statement: SqlStatement, values: readonly SqlValue[]): AsyncIterable<Reply>;
  /** PostgreSQL's `COPY … FROM STDIN`, all of whose data is at hand; another engine has no such. */
  copy?(text: string, data: Uint8Array): Promise<Reply>;
  /** Asks the server, by another connection, to give up what is under way here; best effort. */
  cancel(): Promise<void>;
  /** Says good-bye; for one that is idle. */
  end(): Promise<void>;
  /** Cuts it at once: what is under way ends with `ConnectionLost`, and `possible`. */
  destroy(): void;
}

/** What an instance tells of itself. */
export interface Told
  extends Pick<Instance, "version" | "readOnly" | "lagMs" | "connections" | "maxConnections"> {
  /** How far its log has come, in the engine's own terms, to compare others with; null where it does not tell. */
  readonly position: string | null;
}
