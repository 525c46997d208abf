import type { Scenario } from "../../scenario/scenario.ts";
import type { CheckContext } from "./context.ts";

/** A run makes new items from the first one on, so that one of these is there if it made any. */
const looked = 100;

/**
 * Looks, before a load, which of the entities that checks of acknowledged writes are about have new
 * items already, by their names: an earlier run has left them, or another shard is ahead. They are
 * the same items that this run makes, so that nobody can tell whose they are. Rejects when the
 * store cannot be read: then the checks could not be judged either.
 */
export async function findEarlierItems(
  { checks, seed }: Pick<Scenario, "checks" | "seed">,
  { reader, clock, signal }: Pick<CheckContext, "reader" | "clock" | "signal">,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const check of checks) {
    if (check.kind !== "acknowledged") continue;
    const { entity } = check;
    const indexes = Array.from({ length: looked }, (_, position) => entity.count + position);
    const scope = { seed, index: 0, indexes, vars: {}, now: () => clock.now() };
    const items = await reader.fetch(entity, scope, signal && { signal });
    if (items.some(item => item !== undefined)) found.add(entity.name);
  }
  return found;
}
