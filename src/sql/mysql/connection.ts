import { finished } from "node:stream";
import type { Connection } from "mysql2";
import type { Call, SqlFault, SqlStatement, SqlValue } from "../database.ts";
import type { BeginOptions, ConnectOptions, Reply, ServerConnection } from "../engine.ts";
import { connectionLost, tookTooLong, unsent } from "../faults.ts";
import { isolationLevels } from "../isolation.ts";
import { cancel } from "./cancel.ts";
import { endsConnection, endsTransaction, faultOf, leavesDoubt } from "./faults.ts";
import { parts } from "./parts.ts";
import { perform, performText, type QueryEnd } from "./query.ts";
import { driverFor, streamOf } from "./session.ts";
import { type Flavour, setUp } from "./set-up.ts";

/** A request to cancel is heard at once or never. */
const cancelTimeoutMs = 1_000;
const endTimeoutMs = 1_000;
/** Of a long read: what is held of it at a time. */
const rowsAPart = 1_000;

/** Opens a connection and sets its session up; rejects with the driver's own errors. */
export async function connect(options: ConnectOptions): Promise<ServerConnection> {
  const driver = driverFor(options);
  const { connectTimeoutMs } = options;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const message = `no connection within ${connectTimeoutMs} ms`;
    const fail = () => reject(Object.assign(new Error(message), { code: "ConnectTimeout" }));
    timer = setTimeout(fail, connectTimeoutMs);
  });
  try {
    const flavour = await Promise.race([setUp(driver), late]);
    return new MysqlConnection(driver, options, flavour);
  } catch (error) {
    streamOf(driver).destroy();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

export class MysqlConnection implements ServerConnection {
  usable = true;
  readonly #driver: Connection;
  readonly #options: ConnectOptions;
  readonly #flavour: Flavour;
  #onLost: (() => void) | undefined;
  /** Ends what is under way when the connection is cut: the driver leaves it waiting. */
  #cut: (() => void) | undefined;
  #limitMs: number | undefined;
  #inTransaction = false;
  /** A long read has rows to come, before which nothing else is heard. */
  #reading = false;
  /** Why the transaction is over before its end; what came then would be one of its own. */
  #givenUp: SqlFault | undefined;

  constructor(driver: Connection, options: ConnectOptions, flavour: Flavour) {
    this.#driver = driver;
    this.#options = options;
    this.#flavour = flavour;
    driver.on("error", () => this.#lose());
    streamOf(driver).on("close", () => this.#lose());
  }

  onLost(callback: () => void): void {
    this.#onLost = callback;
    if (!this.usable) callback();
  }

  async limit(statementTimeoutMs: number): Promise<Reply> {
    if (this.#flavour.kind === "mariadb") {
      return this.#command(`SET SESSION max_statement_time = ${statementTimeoutMs / 1000}`);
    }
    // MySQL's own limit knows no writes.
    this.#limitMs = statementTimeoutMs;
    return { ok: true, rows: { columns: [], rows: [], affected: 0 } };
  }

  async run(statement: SqlStatement, values: readonly SqlValue[]): Promise<Reply> {
    if (this.#givenUp) return unsent(this.#givenUp);
    const reply = await this.#limited(() => perform(this.#driver, statement, values));
    if (!reply.ok && this.#inTransaction && endsTransaction(reply.fault)) {
      this.#givenUp = reply.fault;
    }
    return reply;
  }

  async runAll(calls: readonly Call[]): Promise<readonly Reply[]> {
    const replies: Reply[] = [];
    for (const { statement, values } of calls) {
      const reply = await this.run(statement, values);
      replies.push(reply);
      if (!reply.ok) break;
    }
    return replies;
  }

  async begin({ isolation, readOnly }: BeginOptions): Promise<Reply> {
    const level = isolation && isolationLevels[isolation];
    if (level && level !== this.#flavour.isolation.replace("-", " ")) {
      const set = await this.#command(`SET TRANSACTION ISOLATION LEVEL ${level}`);
      if (!set.ok) return set;
    }
    const begun = await this.#command(`START TRANSACTION${readOnly ? " READ ONLY" : ""}`);
    this.#inTransaction = begun.ok;
    return begun;
  }

  async commit(): Promise<Reply> {
    const fault = this.#givenUp;
    if (fault === undefined) {
      this.#inTransaction = false;
      return this.#perform(() => performText(this.#driver, "COMMIT"), true);
    }
    const rolledBack = await this.rollback();
    return rolledBack.ok ? unsent(fault) : rolledBack;
  }

  rollback(): Promise<Reply> {
    this.#inTransaction = false;
    this.#givenUp = undefined;
    return this.#command("ROLLBACK");
  }

  async *fetch(statement: SqlStatement, values: readonly SqlValue[]): AsyncIterable<Reply> {
    const { text } = statement;
    if (!/^[\s(]*(?:select|values|table|with)\b/i.test(text)) {
      yield this.run(statement, values);
      return;
    }
    // The server counts the time that the reader takes, too.
    const unlimited =
      this.#flavour.kind === "mariadb" ? "SET STATEMENT max_statement_time = 0 FOR " : "";
    const cut = new AbortController();
    this.#cut = () => cut.abort(lost());
    const options = { size: rowsAPart, signal: cut.signal };
    this.#reading = true;
    try {
      for await (const rows of parts(this.#driver, `${unlimited}${text}`, values, options)) {
        yield { ok: true, rows };
      }
      this.#reading = false;
    } catch (error) {
      this.#reading = false;
      yield this.#replyTo({ ok: false, error, sent: true });
    } finally {
      this.#cut = undefined;
      if (this.#reading) this.destroy();
    }
  }

  cancel(): Promise<void> {
    return cancel(this.#options, this.#driver.threadId, cancelTimeoutMs);
  }

  end(): Promise<void> {
    this.usable = false;
    const stream = streamOf(this.#driver);
    return new Promise(resolve => {
      const timer = setTimeout(() => stream.destroy(), endTimeoutMs);
      finished(stream, () => {
        clearTimeout(timer);
        resolve();
      });
      this.#driver.end();
    });
  }

  destroy(): void {
    this.usable = false;
    this.#driver.destroy();
    streamOf(this.#driver).destroy();
    this.#cut?.();
  }

  #command(text: string): Promise<Reply> {
    return this.#perform(() => performText(this.#driver, text));
  }

  /** MySQL's server is told by another connection when the time is over. */
  async #limited(act: () => Promise<QueryEnd>): Promise<Reply> {
    if (this.#limitMs === undefined) return this.#perform(act);
    let killed = false;
    const timer = setTimeout(() => {
      killed = true;
      void this.cancel();
    }, this.#limitMs);
    const reply = await this.#perform(act);
    clearTimeout(timer);
    // The request may come late, and meet another statement.
    if (killed) this.usable = false;
    if (!killed || reply.ok || reply.fault.code !== "ER_QUERY_INTERRUPTED") return reply;
    return { ...reply, fault: tookTooLong(reply.fault.message, reply.fault.cause) };
  }

  async #perform(act: () => Promise<QueryEnd>, committing = false): Promise<Reply> {
    if (this.#reading) this.destroy();
    if (!this.usable) return unsent(connectionLost());
    const end = await new Promise<QueryEnd>(resolve => {
      this.#cut = () => resolve({ ok: false, error: lost(), sent: true });
      void act().then(resolve);
    });
    this.#cut = undefined;
    return this.#replyTo(end, committing);
  }

  #replyTo(end: QueryEnd, committing = false): Reply {
    if (end.ok) return end;
    const fault = faultOf(end.error);
    if (endsConnection(fault)) this.usable = false;
    const doubt = end.sent && leavesDoubt(fault, committing);
    return { ok: false, fault, effect: doubt ? "possible" : "none" };
  }

  #lose(): void {
    if (!this.usable) return;
    this.usable = false;
    // The driver tells those who wait for a reply, but not those who read rows.
    if (this.#reading) this.#cut?.();
    this.#onLost?.();
  }
}

function lost(): Error {
  return Object.assign(new Error("the connection was cut"), { code: "PROTOCOL_CONNECTION_LOST" });
}
