import type { HostPort, SqlSettings } from "../config/sql-settings.ts";
import type {
  Answer,
  Call,
  Database,
  Ended,
  Instance,
  Rows,
  RunOptions,
  SqlStatement,
  SqlTransaction,
  SqlValue,
  TransactionAnswer,
  TransactOptions,
} from "./database.ts";
import type { Reply, Send, SqlEngine } from "./engine.ts";
import { InstanceClient, type Role } from "./instance.ts";
import { instancesOf } from "./instances.ts";
import type { DatabaseOptions } from "./open.ts";
import { faultOfOpening, openerOf } from "./opener.ts";
import { loginsOf } from "./password.ts";
import { Pool } from "./pool.ts";
import { Split } from "./split.ts";
import { runStatement } from "./statement.ts";
import { streamOf } from "./stream.ts";
import { runTransaction } from "./transaction.ts";

/** A database of any engine. Opens no connection until it is asked something. */
export function clientOf(
  engine: SqlEngine,
  settings: SqlSettings,
  { name, maxConnections, env }: DatabaseOptions,
): Database {
  const logins = loginsOf(settings, env);
  const split = new Split(
    instanceAt(settings.writer, "writer"),
    settings.readers.map(endpoint => instanceAt(endpoint, "reader")),
  );
  return new Client(engine, settings, name, split);

  function instanceAt(endpoint: HostPort, role: Role): InstanceClient {
    const open = openerOf(engine, settings, logins, endpoint);
    const limits = { max: maxConnections, ...settings.pool };
    const pool = new Pool(open, cause => faultOfOpening(engine, cause, logins.advice), limits);
    const sharedMs = settings.pipelining ? settings.statementTimeoutMs : undefined;
    return new InstanceClient(endpoint, role, pool, engine.readOnlyCodes, sharedMs);
  }
}

class Client implements Database {
  readonly engine: SqlSettings["engine"];
  readonly name: string;
  readonly replicated: boolean;
  readonly runTogether?: (calls: readonly Call[], options: RunOptions) => Promise<Answer>;
  readonly #engine: SqlEngine;
  readonly #settings: SqlSettings;
  readonly #split: Split;

  constructor(engine: SqlEngine, settings: SqlSettings, name: string, split: Split) {
    this.engine = settings.engine;
    this.name = name;
    this.replicated = split.readers.length > 0;
    this.#engine = engine;
    this.#settings = settings;
    this.#split = split;
    if (engine.oneGoIsOne) {
      this.runTogether = (calls, options) => {
        const safety = {
          readOnly: calls.every(({ statement }) => statement.readOnly),
          idempotent: calls.every(({ statement }) => statement.idempotent),
        };
        const send: Send = async connection => lastOf(await connection.runAll(calls));
        return runStatement(split, send, safety, settings, options);
      };
    }
  }

  run(
    statement: SqlStatement,
    values: readonly SqlValue[],
    options: RunOptions = {},
  ): Promise<Answer> {
    const send: Send = connection => connection.run(statement, values);
    return runStatement(this.#split, send, statement, this.#settings, options);
  }

  transact<T>(
    options: TransactOptions,
    body: (transaction: SqlTransaction) => Promise<Ended<T>>,
  ): Promise<TransactionAnswer<T>> {
    return runTransaction(this.#split, this.#settings, options, body);
  }

  instances(signal?: AbortSignal): Promise<readonly Instance[]> {
    return instancesOf(this.#engine, this.#split, this.#settings, signal);
  }

  stream(
    statement: SqlStatement,
    values: readonly SqlValue[],
    options: RunOptions = {},
  ): AsyncIterable<Rows> {
    return streamOf(this.#split, { statement, values }, this.#settings, options);
  }

  waiting(): number {
    return this.#split.waiting;
  }

  close(): Promise<void> {
    return this.#split.close();
  }
}

function lastOf(replies: readonly Reply[]): Reply {
  const last = replies.at(-1);
  if (last === undefined) throw new TypeError("no statements");
  return last;
}
