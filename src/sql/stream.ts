import type { SqlSettings } from "../config/sql-settings.ts";
import { connectionError } from "./connection-error.ts";
import type { Call, Rows, RunOptions } from "./database.ts";
import type { Reply } from "./engine.ts";
import { unsent } from "./faults.ts";
import type { InstanceClient } from "./instance.ts";
import type { Pooled } from "./pool.ts";
import { Tries } from "./retry.ts";
import { RunningTransaction } from "./running.ts";
import type { Split } from "./split.ts";
import { judged, type Limits, supervise } from "./supervision.ts";

/**
 * Rows of a long read, a part at a time, from one snapshot. Begun anew as often as safety allows
 * until the first part has come. Throws a DynError.
 */
export async function* streamOf(
  split: Split,
  call: Call,
  settings: SqlSettings,
  { route = "read", signal, timeoutMs = settings.statementTimeoutMs }: RunOptions,
): AsyncIterable<Rows> {
  const { maxAttempts } = settings;
  const tries = new Tries({ maxAttempts, maxConflicts: maxAttempts - 1 }, signal);
  let given = 0;
  for (;;) {
    tries.attempts += 1;
    const instance = split.pick(route);
    let failed: (Reply & { readonly ok: false }) | undefined;
    for await (const reply of partsFrom(instance, call, { timeoutMs, signal })) {
      if (reply.ok) {
        given += 1;
        yield reply.rows;
      } else failed = reply;
    }
    if (failed === undefined) return;
    split.note(instance, failed.fault);
    if (given > 0 || !(await tries.another(failed.fault, instance))) {
      throw connectionError(failed.fault, settings, instance.endpoint);
    }
  }
}

async function* partsFrom(
  instance: InstanceClient,
  call: Call,
  limits: Limits,
): AsyncIterable<Reply> {
  const acquired = await instance.acquire(limits);
  if (!acquired.ok) {
    yield unsent(acquired.fault);
    return;
  }
  const { pooled } = acquired;
  const transaction = new RunningTransaction(pooled.connection, limits, "repeatable-read");
  let last: Reply = await transaction.begin(true);
  try {
    if (!last.ok) yield last;
    for (const parts = iterate(pooled, call, limits); last.ok; yield last) {
      const next = await parts.next();
      if (next.done) return;
      last = inItsRole(next.value);
    }
  } finally {
    // The server drops an open cursor with its transaction.
    await transaction.end();
    instance.release(pooled, last.ok ? undefined : last.fault);
  }

  function inItsRole(reply: Reply): Reply {
    return reply.ok ? reply : { ...reply, fault: instance.inItsRole(reply.fault, true) };
  }
}

/** Watches while a part is awaited, not while whoever asked for it is busy with the one before. */
async function* iterate(
  { connection }: Pooled,
  { statement, values }: Call,
  limits: Limits,
): AsyncGenerator<Reply> {
  const parts = connection.fetch(statement, values)[Symbol.asyncIterator]();
  try {
    for (;;) {
      const end = supervise(connection, limits);
      const next = await parts.next();
      const verdict = end();
      if (next.done) return;
      yield judged(next.value, verdict);
    }
  } finally {
    await parts.return?.();
  }
}
