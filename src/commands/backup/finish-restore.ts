import type { Dynamo } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import { DynError } from "../../errors.ts";
import { escapeControl } from "../../output/escape.ts";
import type { ApplyError } from "../../schema/apply/apply-error.ts";
import type { TableSchema } from "../../schema/schema.ts";
import { awaited } from "../native/awaited.ts";
import { callingOf } from "../native/service.ts";
import { watchSteps } from "../table/apply-steps.ts";

/** A restore that has begun. */
export interface Begun {
  readonly as: string;
  /** In words. */
  readonly from: string;
  /** Of the table it was; to be set once it is whole. */
  readonly settings: TableSchema | undefined;
  /** Undefined: not waited for. */
  readonly waitMs: number | undefined;
}

/** The table that is restored, as it is now, if it is there. */
export async function sourceOf(
  session: Session,
  dynamo: Dynamo,
  table: string,
): Promise<TableSchema | undefined> {
  const { inspectTable } = await import("../../schema/tables.ts");
  return (await inspectTable(dynamo.client, table, "all", callingOf(session, dynamo)))?.schema;
}

/** Says what the new table will not have. */
export async function tellLost(
  session: Session,
  table: string,
  source: TableSchema | undefined,
): Promise<void> {
  const { lostSettings } = await import("../../data/backup/settings.ts");
  if (source === undefined) {
    await session.notice(
      "a restore keeps no stream, ttl, tags, point-in-time recovery, protection or autoscaling",
    );
    return;
  }
  const lost = lostSettings(source);
  if (lost.length === 0) return;
  await session.notice(
    escapeControl(
      `not restored: ${lost.join(", ")}; --with-settings sets them as ${table} has them`,
    ),
  );
}

/** Waits until the new table is whole, and sets what is to be set. */
export async function finishRestore(session: Session, dynamo: Dynamo, begun: Begun): Promise<void> {
  const { as, from, settings, waitMs } = begun;
  const target = dynamo.connection.name;
  const print = (state: string, sentence: string, done: readonly string[] = []) =>
    session.print({
      data: { table: as, target, from, state, settings: done },
      table: () => escapeControl(sentence),
    });
  if (waitMs === undefined) {
    await session.notice(`wait for it with: dyn table wait ${as} -t ${target} --timeout 24h`);
    return print("restoring", `restoring ${from} as ${as} on ${target}`);
  }
  const live = await wholeTable(session, dynamo, as, waitMs);
  const done = settings === undefined ? [] : await applySettings(session, dynamo, live, settings);
  return print("restored", `restored ${from} as ${as} on ${target}`, done);
}

async function wholeTable(session: Session, dynamo: Dynamo, as: string, waitMs: number) {
  const { follow } = await import("../../data/native/follow.ts");
  const { findTable } = await import("../../schema/describe.ts");
  const { statusOf } = await import("../../schema/wait.ts");
  const calling = callingOf(session, dynamo);
  const named = `${as} on ${calling.target}`;
  const again = `dyn table wait ${as} -t ${calling.target} --timeout 24h`;
  const about = { doing: `restoring ${named}`, what: "the restore", again };
  return awaited(session, about, onWait =>
    follow(
      async () => {
        const live = await findTable(dynamo.client, as, calling);
        const words = statusOf(live);
        return live && { isOver: words === "ACTIVE", words, job: live.schema };
      },
      { what: `the restore of ${named}`, waitMs, signal: session.signal, onWait },
    ),
  );
}

async function applySettings(
  session: Session,
  dynamo: Dynamo,
  restored: TableSchema,
  source: TableSchema,
): Promise<readonly string[]> {
  const { applyTable } = await import("../../schema/apply/apply.ts");
  const { ApplyError } = await import("../../schema/apply/apply-error.ts");
  const { withSettings } = await import("../../data/backup/settings.ts");
  const { onStep, onWait, end } = watchSteps(session, restored.table, dynamo.connection.name);
  let isSettled = false;
  try {
    const applied = await applyTable(dynamo.client, withSettings(restored, source), {
      ...callingOf(session, dynamo),
      onStep,
      onWait,
    });
    isSettled = true;
    for (const note of applied.notes) await session.notice(escapeControl(note));
    return applied.done;
  } catch (error) {
    if (!(error instanceof ApplyError)) throw error;
    throw unfinished(error, restored.table, source.table, dynamo.connection.name);
  } finally {
    await end(isSettled);
  }
}

/** The same command would refuse the table that is there now. */
function unfinished(error: ApplyError, as: string, source: string, target: string): DynError {
  const { kind, message, left } = error;
  const hint = [
    `${as} is restored whole, but not set: ${left.join(", ")}`,
    `for these: dyn table dump ${source} -t ${target} > ${as}.yaml, write table: ${as} there, dyn table apply ${as}.yaml -t ${target}`,
  ].join("\n");
  return new DynError(kind, message, { hint, cause: error });
}
