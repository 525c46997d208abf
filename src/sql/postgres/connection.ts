import pg from "pg";
import type { HostPort } from "../../config/sql-settings.ts";
import type { Call, SqlFault, SqlStatement, SqlValue } from "../database.ts";
import type { BeginOptions, ConnectOptions, Reply, ServerConnection } from "../engine.ts";
import { ConnectTimeout, connectionLost, unsent } from "../faults.ts";
import { isolationLevels } from "../isolation.ts";
import { type BackendKey, cancel } from "./cancel.ts";
import { CopyQuery } from "./copy.ts";
import { endsConnection, endsSession, faultOf, leavesDoubt } from "./faults.ts";
import { type Failure, type Known, PreparedQuery, type QueryEnd, type Step } from "./query.ts";

/** Cells come in these forms whatever the server is set up for. */
const sessionText = "SET bytea_output = 'hex'; SET DateStyle = 'ISO, MDY'";
/** A request to cancel is heard at once or never. */
const cancelTimeoutMs = 1_000;
const endTimeoutMs = 1_000;
/** Of a long read: what is held of it at a time. */
const rowsAPart = 1_000;

/** Opens a connection and sets its session up; rejects with pg's own errors. */
export async function connect(options: ConnectOptions): Promise<ServerConnection> {
  const { endpoint, user, password, database, tls, connectTimeoutMs } = options;
  const client = new pg.Client({
    ...endpoint,
    user,
    database,
    // As a function, so that pg looks into no file and no variable of its own.
    password: () => password ?? "",
    ssl: tls ?? false,
    application_name: "dyn",
    keepAlive: true,
    pipeline: true,
  });
  client.on("error", () => {});
  const late = () => client.connection.stream.destroy(new ConnectTimeout(connectTimeoutMs));
  const timer = setTimeout(late, connectTimeoutMs);
  try {
    await client.connect();
    await client.query(sessionText);
    return new PostgresConnection(client, endpoint);
  } catch (error) {
    client.connection.stream.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** The reply to what need not be sent. */
const done: Reply = { ok: true, rows: { columns: [], rows: [], affected: 0 } };

class PostgresConnection implements ServerConnection {
  usable = true;
  readonly #client: pg.Client;
  readonly #endpoint: HostPort;
  readonly #known = new Map<string, Known>();
  /** The server's last word. What it has not answered by then, it has not performed. */
  #lastWord: SqlFault | undefined;
  #onLost: (() => void) | undefined;
  /** Names of what begins transactions, where it is prepared. */
  readonly #begins = new Set<string>();
  /** Of them, the one to send before the next statement. */
  #toBegin: string | undefined;

  constructor(client: pg.Client, endpoint: HostPort) {
    this.#client = client;
    this.#endpoint = endpoint;
    client.on("end", () => this.#lose());
    client.on("error", () => this.#lose());
  }

  onLost(callback: () => void): void {
    this.#onLost = callback;
    if (!this.usable) callback();
  }

  limit(statementTimeoutMs: number): Promise<Reply> {
    return this.#command(`SET statement_timeout = ${Math.ceil(statementTimeoutMs)}`);
  }

  async run(statement: SqlStatement, values: readonly SqlValue[]): Promise<Reply> {
    const [reply = done] = await this.#send([{ statement, values }]);
    return reply;
  }

  async runAll(calls: readonly Call[]): Promise<readonly Reply[]> {
    return calls.length === 0 ? [] : this.#send(calls);
  }

  /** Sent with the first statement of the transaction, once it is prepared: a round trip less. */
  async begin({ isolation, readOnly }: BeginOptions): Promise<Reply> {
    const level = isolation === undefined ? "" : ` ISOLATION LEVEL ${isolationLevels[isolation]}`;
    const text = `BEGIN${level}${readOnly ? " READ ONLY" : ""}`;
    const name = `dyn_${text}`;
    if (!this.#begins.has(name)) {
      const reply = await this.run({ text, name, readOnly }, []);
      if (reply.ok) this.#begins.add(name);
      return reply;
    }
    this.#toBegin = name;
    return done;
  }

  async commit(): Promise<Reply> {
    if (this.#begunNothing()) return done;
    const known = this.#knownOf({ text: "COMMIT", name: "dyn_commit" });
    const { results, failure } = await this.#perform([{ known, values: [] }]);
    if (failure) return this.#judged(failure, true);
    const [end = done] = results;
    if (results[0]?.tag === "COMMIT") return end;
    const message = "a statement of the transaction had failed, so it was rolled back";
    return unsent({ code: "25P02", message, kind: "other" });
  }

  async rollback(): Promise<Reply> {
    if (this.#begunNothing()) return done;
    return this.#command("ROLLBACK", "rollback");
  }

  async *fetch(statement: SqlStatement, values: readonly SqlValue[]): AsyncIterable<Reply> {
    if (!/^[\s(]*(?:select|values|table|with)\b/i.test(statement.text)) {
      yield this.run(statement, values);
      return;
    }
    const text = `DECLARE dyn NO SCROLL CURSOR FOR ${statement.text}`;
    const declared = await this.run({ text, readOnly: true }, values);
    if (!declared.ok) yield declared;
    for (let more = declared.ok; more; ) {
      const part = await this.#command(`FETCH ${rowsAPart} FROM dyn`);
      yield part;
      more = part.ok && part.rows.affected === rowsAPart;
    }
    await this.#command("CLOSE dyn");
  }

  async copy(text: string, data: Uint8Array): Promise<Reply> {
    if (this.#toBegin !== undefined) {
      const begun = await this.run({ text: "SELECT", readOnly: true }, []);
      if (!begun.ok) return begun;
    }
    const { results, failure } = await new Promise<QueryEnd>(resolve => {
      this.#client.query(new CopyQuery(text, data, resolve) as unknown as pg.Submittable);
    });
    const [reply = done] = failure ? [this.#judged(failure)] : results;
    return reply;
  }

  cancel(): Promise<void> {
    return cancel(this.#endpoint, this.#client as unknown as BackendKey, cancelTimeoutMs);
  }

  async end(): Promise<void> {
    this.usable = false;
    const { stream } = this.#client.connection;
    const timer = setTimeout(() => stream.destroy(), endTimeoutMs);
    await this.#client.end().catch(() => {});
    clearTimeout(timer);
  }

  destroy(): void {
    this.usable = false;
    this.#client.connection.stream.destroy();
  }

  #command(text: string, name?: string): Promise<Reply> {
    return this.run({ text, readOnly: false, ...(name && { name: `dyn_${name}` }) }, []);
  }

  /** In one go, behind what begins the transaction where that is still to be sent. */
  async #send(calls: readonly Call[]): Promise<readonly Reply[]> {
    const begins = this.#beginning();
    if (!this.usable) return [unsent(this.#lastWord ?? connectionLost())];
    const steps = calls.map(({ statement, values }) => ({
      known: this.#knownOf(statement),
      values,
    }));
    const { results, failure } = await this.#perform(steps, begins);
    if (failure === undefined) return results;
    // The last may be performed, and not committed.
    const before = results.slice(0, calls.length - 1);
    if (!failure.unprepared) return [...before, this.#judged(failure)];
    return this.#send(
      calls.map(({ statement: { text, readOnly }, values }) => ({
        statement: { text, readOnly },
        values,
      })),
    );
  }

  #perform(steps: readonly Step[], begins?: string): Promise<QueryEnd> {
    return new Promise(resolve => {
      const query = new PreparedQuery(steps, resolve, begins);
      this.#client.query(query as unknown as pg.Submittable);
    });
  }

  /** The name of what begins the transaction, for the next statement; undefined where it is sent, or there is none. */
  #beginning(): string | undefined {
    const by = this.#toBegin;
    this.#toBegin = undefined;
    return by;
  }

  /** Whether the transaction ends before anything of it was sent. */
  #begunNothing(): boolean {
    return this.#beginning() !== undefined;
  }

  #judged(failure: Failure, committing = false): Reply {
    const { completed, notBegun } = failure;
    const fault = faultOf(failure.error);
    // What follows would not be in the transaction that it was meant for.
    if (endsConnection(fault) || notBegun) this.usable = false;
    if (fault.code === "ConnectionLost") {
      return this.#lastWord ? unsent(this.#lastWord) : { ok: false, fault, effect: "possible" };
    }
    if (endsSession(fault)) this.#lastWord = fault;
    const doubt = leavesDoubt(fault, committing || completed);
    return { ok: false, fault, effect: doubt ? "possible" : "none" };
  }

  #knownOf({ name, text }: Pick<SqlStatement, "name" | "text">): Known {
    if (name === undefined) return { name: "", text, shape: undefined };
    const known = this.#known.get(name);
    if (known?.text === text) return known;
    // A second text of the same name has none.
    const made: Known = { name: known ? "" : name, text, shape: undefined };
    if (!known) this.#known.set(name, made);
    return made;
  }

  #lose(): void {
    if (!this.usable) return;
    this.usable = false;
    this.#onLost?.();
  }
}
