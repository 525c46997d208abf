import type { Session } from "../../cli/session.ts";
import { DynError } from "../../errors.ts";
import type { EnsureOptions, PostgresStatus } from "../../local/postgres/shared.ts";
import type { EngineStatus } from "../../local/shared.ts";

/** A store of the user's own that dyn runs on this machine, and lets run. */
export interface LocalStore {
  /** In a sentence: `the local engine`. */
  readonly name: string;
  /** Of its own in a command: ` -t postgres:local`, or nothing. */
  readonly flag: string;
  /** Where its data is, if there is any. */
  database(): Promise<string>;
  status(): Promise<EngineStatus | PostgresStatus>;
  /** False when it ran already, as it is to. */
  start(options: EnsureOptions): Promise<boolean>;
  stop(): Promise<boolean>;
  reset(): Promise<boolean>;
}

/** The store that `--target` names; DynamoDB's engine without it. */
export async function localStore({ context, flags }: Session): Promise<LocalStore> {
  switch (flags.target) {
    case undefined:
    case "local": {
      const { sharedEngine } = await import("../../local/shared.ts");
      const engine = sharedEngine(context);
      return {
        name: "the local engine",
        flag: "",
        database: async () => engine.database,
        status: engine.status,
        start: async ({ replicas }) => {
          if (replicas !== undefined) throw noReplicas();
          return (await engine.ensure()).started;
        },
        stop: engine.stop,
        reset: engine.reset,
      };
    }
    case "postgres:local": {
      const { sharedPostgres } = await import("../../local/postgres/shared.ts");
      const server = sharedPostgres(context);
      return {
        name: "the local PostgreSQL",
        flag: " -t postgres:local",
        database: server.database,
        status: server.status,
        start: async options => (await server.ensure(options)).started,
        stop: server.stop,
        reset: server.reset,
      };
    }
    default:
      throw new DynError("usage", "dyn local is for what dyn runs itself and lets run", {
        hint: "that is -t local, which goes without saying, and -t postgres:local",
      });
  }
}

/** Tells those who asked of DynamoDB's engine alone that PostgreSQL runs, too. */
export async function noticePostgres({ context, flags, notice }: Session): Promise<void> {
  if (flags.target !== undefined) return;
  const { sharedPostgres } = await import("../../local/postgres/shared.ts");
  const { running } = await sharedPostgres(context).status();
  if (running) await notice("the local PostgreSQL runs, too: see -t postgres:local");
}

function noReplicas(): DynError {
  return new DynError("usage", "--replicas is for PostgreSQL", {
    hint: "dyn local start -t postgres:local --replicas 1",
  });
}
