import { pause } from "../../dynamodb/retry.ts";
import { DynError } from "../../errors.ts";
import type { Database } from "../../sql/database.ts";

const intervalMs = 50;
/** Replicas are behind by milliseconds; one that stays behind so long has stopped, or is meant to be. */
const patienceMs = 60_000;

/**
 * Waits until the readers have all that was written before. One that does not answer, or does not tell
 * how far it is behind, is not waited for.
 * @throws DynError "failed" for one that stays behind, "interrupted" when the signal ends it
 */
export async function catchUp(database: Database, signal: AbortSignal | undefined): Promise<void> {
  const startMs = performance.now();
  for (;;) {
    // A reader that is behind by less than this has come past the moment at which we began.
    const elapsedMs = performance.now() - startMs;
    const instances = await database.instances(signal);
    const behind = instances.find(
      ({ role, lagMs }) => role === "reader" && (lagMs ?? 0) > elapsedMs,
    );
    if (behind === undefined) return;
    if (elapsedMs > patienceMs) {
      const late = `${((behind.lagMs ?? 0) / 1000).toFixed(0)} s behind the writer`;
      throw new DynError("failed", `${database.name}: the replica ${behind.endpoint} is ${late}`, {
        hint: "a load would not find there what was set up; with --no-setup it runs all the same",
      });
    }
    if (!(await pause(intervalMs, signal))) throw new DynError("interrupted", "interrupted");
  }
}
