import { listIndexes } from "../../engine/mergeable.ts";
import type { Result } from "../../engine/result.ts";
import type { Paint } from "../../output/paint.ts";
import { counted } from "../findings.ts";

/** Of how many workers and shards the figures are; nothing of a whole run by one worker. */
export function partLines({ load }: Result, paint: Paint): readonly string[] {
  const { workers, shard, merged } = load;
  const threads = workers > 1 ? counted(workers, "worker") : "";
  if (shard !== null) {
    const alone = `shard ${shard.index} of ${shard.of}: these figures are of its part of the load`;
    return [`  ${alone}${threads === "" ? "" : `, by ${threads}`}`];
  }
  if (merged === undefined) return threads === "" ? [] : [`  ${threads}`];
  const { shards, of } = merged;
  if (shards.length === of) {
    return [`  ${counted(of, "shard")} merged, ${counted(workers, "worker")} in all`];
  }
  const which = `only shard${shards.length === 1 ? "" : "s"} ${listIndexes(shards)} of ${of}`;
  return [paint.yellow(`⚠ ${which}: these figures are of a part of the load`)];
}
