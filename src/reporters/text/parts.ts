import type { Result } from "../../engine/result.ts";
import type { Paint } from "../../output/paint.ts";
import { counted } from "../../output/units.ts";
import { signColumns, wrapAfter } from "../../output/wrap.ts";
import { mergedText } from "../load-text.ts";

/** Of how many workers and shards the figures are; nothing of a whole run by one worker. */
export function partLines({ load }: Result, paint: Paint, columns: number): readonly string[] {
  const { workers, shard, merged } = load;
  const threads = workers > 1 ? counted(workers, "worker") : "";
  if (shard !== null) {
    const alone = `shard ${shard.index} of ${shard.of}: these figures are of its part of the load`;
    return wrapAfter("  ", `${alone}${threads === "" ? "" : `, by ${threads}`}`, columns);
  }
  if (merged === undefined) return threads === "" ? [] : [`  ${threads}`];
  const which = mergedText(merged);
  if (merged.shards.length === merged.of) {
    return wrapAfter("  ", `${which}, ${counted(workers, "worker")} in all`, columns);
  }
  const said = `${which}: these figures are of a part of the load`;
  return wrapAfter("⚠ ", said, columns, signColumns).map(line => paint.yellow(line));
}
