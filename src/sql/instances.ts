import type { SqlSettings } from "../config/sql-settings.ts";
import { connectionError } from "./connection-error.ts";
import type { Instance, SqlFault } from "./database.ts";
import type { SqlEngine, Told } from "./engine.ts";
import type { InstanceClient } from "./instance.ts";
import { faultOfOpening } from "./opener.ts";
import type { Split } from "./split.ts";
import { supervise } from "./supervision.ts";

/** Asks each instance about itself; those readers that do not answer are left out. Throws a DynError for the writer. */
export async function instancesOf(
  engine: SqlEngine,
  { writer, readers }: Split,
  settings: SqlSettings,
  signal: AbortSignal | undefined,
): Promise<readonly Instance[]> {
  const first = await told(engine, writer, settings, signal);
  if (!first.ok) throw connectionError(first.fault, settings, writer.endpoint);
  const others = readers.map(async reader => {
    const answer = await told(engine, reader, settings, signal, first.told);
    return answer.ok ? [instanceOf(reader, answer.told)] : [];
  });
  return [instanceOf(writer, first.told), ...(await Promise.all(others)).flat()];
}

type Answer =
  | { readonly ok: true; readonly told: Told }
  | { readonly ok: false; readonly fault: SqlFault };

async function told(
  engine: SqlEngine,
  instance: InstanceClient,
  { statementTimeoutMs }: SqlSettings,
  signal: AbortSignal | undefined,
  writer?: Told,
): Promise<Answer> {
  const limits = { timeoutMs: statementTimeoutMs, signal };
  const acquired = await instance.acquire(limits);
  if (!acquired.ok) return acquired;
  const { pooled } = acquired;
  const end = supervise(pooled.connection, limits);
  try {
    return { ok: true, told: await engine.describe(pooled.connection, writer) };
  } catch (error) {
    return { ok: false, fault: end() ?? faultOfOpening(engine, error) };
  } finally {
    end();
    instance.release(pooled);
  }
}

function instanceOf({ endpoint, role }: InstanceClient, told: Told): Instance {
  const { version, readOnly, lagMs, connections, maxConnections } = told;
  const { host, port } = endpoint;
  return {
    endpoint: `${host}:${port}`,
    role,
    version,
    readOnly,
    lagMs,
    connections,
    maxConnections,
  };
}
