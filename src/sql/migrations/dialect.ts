import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  MysqlAdapter,
  MysqlIntrospector,
  MysqlQueryCompiler,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from "kysely";
import type { Engine } from "../../config/sql-settings.ts";
import type { Reply, ServerConnection } from "../engine.ts";
import { ask, StatementError } from "./ask.ts";

/** Kysely over the one connection that is given to it, which whoever opened it closes. */
export function sessionDialect(engine: Engine, session: ServerConnection): Dialect {
  const createDriver = () => new SessionDriver(session);
  return engine === "postgres"
    ? {
        createDriver,
        createAdapter: () => new PostgresAdapter(),
        createQueryCompiler: () => new PostgresQueryCompiler(),
        createIntrospector: db => new PostgresIntrospector(db),
      }
    : {
        createDriver,
        createAdapter: () => new MysqlAdapter(),
        createQueryCompiler: () => new MysqlQueryCompiler(),
        createIntrospector: db => new MysqlIntrospector(db),
      };
}

class SessionDriver implements Driver {
  readonly #session: ServerConnection;

  constructor(session: ServerConnection) {
    this.#session = session;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    const session = this.#session;
    return {
      executeQuery: async <R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> => {
        const values = parameters.map(value => (value === null ? null : String(value)));
        return { rows: (await ask(session, sql, values)) as R[] };
      },
      streamQuery: () => {
        throw new Error("migrations stream nothing");
      },
    };
  }

  async beginTransaction(): Promise<void> {
    mustBeOk(await this.#session.begin({ readOnly: false }));
  }

  async commitTransaction(): Promise<void> {
    mustBeOk(await this.#session.commit());
  }

  async rollbackTransaction(): Promise<void> {
    mustBeOk(await this.#session.rollback());
  }

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {}
}

function mustBeOk(reply: Reply): void {
  if (!reply.ok) throw new StatementError(reply.fault);
}
