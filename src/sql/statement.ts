import type { Answer, RunOptions, SqlStatement } from "./database.ts";
import type { Reply, Send } from "./engine.ts";
import { Tries } from "./retry.ts";
import type { Split } from "./split.ts";

export interface StatementLimits {
  readonly maxAttempts: number;
  readonly statementTimeoutMs: number;
}

/** Performs a statement, or several, that are a transaction of their own, as often as safety allows. Never rejects. */
export async function runStatement(
  split: Split,
  send: Send,
  { readOnly, idempotent }: Pick<SqlStatement, "readOnly" | "idempotent">,
  { maxAttempts, statementTimeoutMs }: StatementLimits,
  options: RunOptions,
): Promise<Answer> {
  const { route, signal, timeoutMs = statementTimeoutMs } = options;
  const { retryConflicts = maxAttempts - 1 } = options;
  const tries = new Tries({ maxAttempts, maxConflicts: retryConflicts }, signal);
  let doubt = false;
  for (;;) {
    tries.attempts += 1;
    const instance = split.pick(route ?? (readOnly ? "read" : "write"));
    const reply: Reply = await instance.run(send, { timeoutMs, signal });
    if (reply.ok) return { outcome: "ok", rows: reply.rows, ...tries.counts };
    const { fault, effect } = reply;
    split.note(instance, fault);
    // A later, definite fault does not undo what an earlier try may have done.
    if (effect === "possible" && !readOnly) doubt = true;
    const again = (!doubt || idempotent === true) && (await tries.another(fault, instance));
    if (!again) return { outcome: doubt ? "unknown" : "failed", fault, ...tries.counts };
  }
}
