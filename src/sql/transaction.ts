import type {
  Ended,
  SqlFault,
  SqlTransaction,
  TransactionAnswer,
  TransactOptions,
} from "./database.ts";
import type { InstanceClient } from "./instance.ts";
import { Tries } from "./retry.ts";
import { RunningTransaction } from "./running.ts";
import type { Split } from "./split.ts";
import type { StatementLimits } from "./statement.ts";
import type { Limits } from "./supervision.ts";

type Body<T> = (transaction: SqlTransaction) => Promise<Ended<T>>;

/** How one try ended; `fault` decides on another. */
type Try<T> =
  | { readonly outcome: "committed"; readonly value: T }
  | { readonly outcome: "rolled-back"; readonly value: T; readonly fault?: SqlFault }
  | { readonly outcome: "failed" | "unknown"; readonly fault: SqlFault };

/** Performs a body as one transaction, the whole of it again as safety allows. Rejects with what the body throws. */
export async function runTransaction<T>(
  split: Split,
  { maxAttempts, statementTimeoutMs }: StatementLimits,
  options: TransactOptions,
  body: Body<T>,
): Promise<TransactionAnswer<T>> {
  const { readOnly = false, signal, timeoutMs = statementTimeoutMs } = options;
  const { retryConflicts = maxAttempts - 1 } = options;
  const tries = new Tries({ maxAttempts, maxConflicts: retryConflicts }, signal);
  const limits = { timeoutMs, signal };
  for (;;) {
    tries.attempts += 1;
    const instance = split.pick(options.route ?? (readOnly ? "read" : "write"));
    const ended = await attempt(instance, limits, { ...options, readOnly }, body);
    const fault = ended.outcome === "committed" ? undefined : ended.fault;
    if (fault) split.note(instance, fault);
    const again = fault && ended.outcome !== "unknown" && (await tries.another(fault, instance));
    if (!again) return { ...answerOf(ended), ...tries.counts };
  }
}

async function attempt<T>(
  instance: InstanceClient,
  limits: Limits,
  { isolation, readOnly }: TransactOptions & { readonly readOnly: boolean },
  body: Body<T>,
): Promise<Try<T>> {
  const acquired = await instance.acquire(limits);
  if (!acquired.ok) return { outcome: "failed", fault: acquired.fault };
  const { pooled } = acquired;
  const transaction = new RunningTransaction(pooled.connection, limits, isolation);
  try {
    const begun = await transaction.begin(readOnly);
    if (!begun.ok) return { outcome: "failed", fault: begun.fault };
    const { commit, value, fault } = await body(transaction);
    if (!commit) return { outcome: "rolled-back", value, ...(fault && { fault: own(fault) }) };
    const reply = await transaction.commit();
    if (reply.ok) return { outcome: "committed", value };
    // What was only read is as good without.
    const lost = reply.effect === "possible" && !readOnly;
    return { outcome: lost ? "unknown" : "failed", fault: own(reply.fault) };
  } finally {
    await transaction.end();
    instance.release(pooled, transaction.fault && own(transaction.fault));
  }

  function own(fault: SqlFault): SqlFault {
    return instance.inItsRole(fault, readOnly);
  }
}

function answerOf<T>(ended: Try<T>) {
  if (ended.outcome !== "rolled-back") return ended;
  return { outcome: ended.outcome, value: ended.value };
}
