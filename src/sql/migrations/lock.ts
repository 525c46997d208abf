import { setTimeout as sleep } from "node:timers/promises";
import type { Engine } from "../../config/sql-settings.ts";
import { DynError } from "../../errors.ts";
import { formatDuration } from "../../output/units.ts";
import type { Cell } from "../database.ts";
import type { ServerConnection } from "../engine.ts";
import { ask } from "./ask.ts";

export interface LockOptions {
  /** How long another one may have it. */
  readonly waitMs: number;
  /** Told once who has it, when it is not free. */
  readonly onWait: (holder: string) => void;
  readonly signal: AbortSignal;
}

interface LockSql {
  /** Gives `mine`: whether it was free, without waiting: who waits in PostgreSQL blocks CREATE INDEX CONCURRENTLY. */
  readonly take: string;
  readonly free: string;
  /** Gives `id`, `who` and `host` of who has it. */
  readonly holder: string;
}

/** Kysely's own locks, which it takes once more: other programs that migrate by Kysely wait for it. */
const lockSql: Readonly<Record<Engine, LockSql>> = {
  postgres: {
    take: "SELECT pg_try_advisory_lock(3853314791062309107)::text AS mine",
    free: "SELECT pg_advisory_unlock(3853314791062309107)",
    holder: `SELECT a.pid::text AS id, a.usename::text AS who, host(a.client_addr) AS host
      FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
      WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND (l.classid::bigint << 32 | l.objid::bigint) = 3853314791062309107`,
  },
  mysql: {
    take: "SELECT GET_LOCK('ea586330-2c93-47c8-908d-981d9d270f9d', 0) AS mine",
    free: "SELECT RELEASE_LOCK('ea586330-2c93-47c8-908d-981d9d270f9d')",
    holder: `SELECT id, user AS who, host FROM information_schema.processlist
      WHERE id = IS_USED_LOCK('ea586330-2c93-47c8-908d-981d9d270f9d')`,
  },
};

const pollMs = 100;

/** Does something that no other migrator does at the same time. Throws a "failed" error when it has waited too long. */
export async function withLock<T>(
  session: ServerConnection,
  engine: Engine,
  { waitMs, onWait, signal }: LockOptions,
  use: () => Promise<T>,
): Promise<T> {
  const sql = lockSql[engine];
  const startMs = performance.now();
  for (let told = false; !isTrue((await ask(session, sql.take))[0]?.mine); told = true) {
    const holder = await holderOf(session, sql);
    if (!told) onWait(holder);
    if (performance.now() - startMs > waitMs) throw stillHeld(holder, waitMs);
    await sleep(pollMs, undefined, { signal }).catch(() => {
      throw new DynError("interrupted", "interrupted");
    });
  }
  try {
    return await use();
  } finally {
    if (session.usable) await session.run({ text: sql.free, readOnly: false }, []);
  }
}

async function holderOf(session: ServerConnection, { holder }: LockSql): Promise<string> {
  const [row] = await ask(session, holder);
  if (row === undefined) return "another connection";
  const host = row.host === null ? "" : `@${text(row.host)}`;
  return `connection ${text(row.id)}, ${text(row.who)}${host}`;
}

function stillHeld(holder: string, waitMs: number): DynError {
  const hint = "wait longer with --wait 10m, or look at what it does there";
  return new DynError(
    "failed",
    `another migrator has been at work for ${formatDuration(waitMs)}: ${holder}`,
    { hint },
  );
}

function text(cell: Cell | undefined): string {
  return cell instanceof Uint8Array ? Buffer.from(cell).toString() : String(cell ?? "somebody");
}

function isTrue(cell: Cell | undefined): boolean {
  return cell === true || cell === "true" || cell === "t" || cell === "1";
}
