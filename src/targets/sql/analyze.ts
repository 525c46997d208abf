import { faultError } from "../../sql/connection-error.ts";
import type { Database } from "../../sql/database.ts";
import { quoted } from "../../sql/identifiers.ts";

const verbs = { postgres: "ANALYZE", mysql: "ANALYZE TABLE" } as const;

/**
 * Has the server count what is in a table by now. Left to itself it does so a minute after a bulk
 * write, and plans until then as if the table were another one. Throws a DynError.
 */
export async function analyze(
  database: Database,
  table: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const text = `${verbs[database.engine]} ${quoted(table)}`;
  const statement = { text, readOnly: false, idempotent: true };
  const answer = await database.run(statement, [], {
    route: "write",
    ...(signal && { signal }),
  });
  if (answer.outcome !== "ok") throw faultError(answer.fault, database.name);
}
