import type { DynamoConnection } from "../../config/connection.ts";
import type { Truncated, TruncateProgress } from "../../data/truncate.ts";
import type { TruncateCost } from "../../data/truncate-cost.ts";
import { dollarsText } from "../../output/dollars.ts";
import { escapeControl } from "../../output/escape.ts";
import {
  counted,
  formatBytes,
  formatCount,
  formatDuration,
  formatRate,
} from "../../output/units.ts";
import { wrapWords } from "../../output/wrap.ts";
import type { LiveTable } from "../../schema/live.ts";

/** From here on, making the table anew is worth a thought. */
const manyItems = 10_000;

/** What truncating costs, and what else there is to know before, in lines of so many columns. */
export function costText(cost: TruncateCost, notes: readonly string[], columns: number): string {
  const { items, sizeBytes, readUnits, writeUnits } = cost;
  const size = sizeBytes === 0 ? "" : `, ${formatBytes(sizeBytes)}`;
  const reads = readUnits === undefined ? "" : `${formatCount(readUnits)} read units and `;
  const least = readUnits === undefined ? "at least" : "about";
  const counts =
    items === 0
      ? // DynamoDB counts every six hours or so.
        ["no items, as last counted; there may be some since"]
      : [
          `${counted(items, "item")}${size}, as last counted`,
          `takes ${least} ${reads}${formatCount(writeUnits)} write units, an estimate`,
        ];
  return [...counts, ...notes]
    .flatMap(text =>
      wrapWords(escapeControl(text), columns - 4).map(
        (line, at) => (at === 0 ? "  " : "    ") + line,
      ),
    )
    .join("\n");
}

export function truncateNotes(
  { schema, replicas }: LiveTable,
  cost: TruncateCost,
  { name: target, prices }: Pick<DynamoConnection, "name" | "prices">,
): string[] {
  const { table, stream, ttl } = schema;
  const { items, seconds = 0, dollars } = cost;
  return [
    !dollars || !prices ? [] : `that is ${dollarsText(dollars)} at ${prices.origin}, on demand`,
    seconds < 1 ? [] : `with its write units it takes at least ${formatDuration(seconds * 1000)}`,
    stream ? "its stream gets a record of each deletion, and so do those who read it" : [],
    replicas.length === 0 ? [] : `the items go from ${replicas.join(", ")}, too`,
    ttl ? `items whose ${ttl} is past would go by themselves, without cost` : [],
    items < manyItems
      ? []
      : `a new table costs no units: dyn table dump ${table} > FILE, dyn table delete ${table}, dyn table create FILE, each with -t ${target}`,
    "items that are written meanwhile may stay",
  ].flat();
}

/** How it goes, in one line: `12,400 of about 20,000 items · 14,310/s · 1 s left`. */
export function truncatingLine({ deleted, elapsedMs }: TruncateProgress, items: number): string {
  const total = Math.max(items, deleted);
  const parts = [`${formatCount(deleted)} of about ${formatCount(total)} items`];
  if (deleted > 0 && elapsedMs > 0) {
    parts.push(formatRate((deleted * 1000) / elapsedMs));
    const leftSeconds = ((total - deleted) * elapsedMs) / deleted / 1000;
    parts.push(`${formatDuration(Math.ceil(leftSeconds) * 1000)} left`);
  }
  return parts.join(" · ");
}

/** What is told of one that did not come to its end. */
export function stoppedText({ deleted, inDoubt }: Truncated, table: string): string {
  const doubt = inDoubt === 0 ? "" : `, and perhaps ${formatCount(inDoubt)} more`;
  return `stopped with ${counted(deleted, "item")} of ${table} deleted${doubt}; the same command goes on`;
}
