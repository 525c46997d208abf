import type { Answer, RunOptions } from "./database.ts";
import type { Call, Reply } from "./engine.ts";
import { Tries } from "./retry.ts";
import type { Split } from "./split.ts";

export interface StatementLimits {
  readonly maxAttempts: number;
  readonly statementTimeoutMs: number;
}

/** Performs one statement, a transaction of its own, as often as safety allows. Never rejects. */
export async function runStatement(
  split: Split,
  call: Call,
  { maxAttempts, statementTimeoutMs }: StatementLimits,
  { route, signal, timeoutMs = statementTimeoutMs }: RunOptions,
): Promise<Answer> {
  const { readOnly, idempotent } = call.statement;
  const tries = new Tries({ maxAttempts, maxConflicts: maxAttempts - 1 }, signal);
  let doubt = false;
  for (;;) {
    tries.attempts += 1;
    const instance = split.pick(route ?? (readOnly ? "read" : "write"));
    const reply: Reply = await instance.run(call, { timeoutMs, signal });
    if (reply.ok) return { outcome: "ok", rows: reply.rows, ...tries.counts };
    const { fault, effect } = reply;
    split.note(instance, fault);
    // A later, definite fault does not undo what an earlier try may have done.
    if (effect === "possible" && !readOnly) doubt = true;
    const again = (!doubt || idempotent === true) && (await tries.another(fault, instance));
    if (!again) return { outcome: doubt ? "unknown" : "failed", fault, ...tries.counts };
  }
}
