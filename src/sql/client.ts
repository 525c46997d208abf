import type { HostPort, SqlSettings } from "../config/sql-settings.ts";
import type {
  Answer,
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
import type { SqlEngine } from "./engine.ts";
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
  }

  run(
    statement: SqlStatement,
    values: readonly SqlValue[],
    options: RunOptions = {},
  ): Promise<Answer> {
    return runStatement(this.#split, { statement, values }, this.#settings, options);
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
