import type { TableSchema, Throughput, ThroughputSettings } from "../schema.ts";
import { throughputText } from "../words.ts";
import { type Comparison, compared, untold } from "./compared.ts";
import type { Change } from "./plan.ts";

/**
 * The throughput settings of the table, or of an index whose settings begin with `prefix`.
 */
export function throughputChanges(
  prefix: string,
  wanted: ThroughputSettings & Pick<Partial<TableSchema>, "billing">,
  has: ThroughputSettings,
): Comparison {
  const { changes, notes } = compared(
    `${prefix}contributorInsights`,
    insightsText(wanted.contributorInsights),
    insightsText(has.contributorInsights),
  );
  const limit = limitChanges(`${prefix}maxThroughput`, wanted.maxThroughput, has.maxThroughput);
  const warm = warmChanges(`${prefix}warmThroughput`, wanted.warmThroughput, has.warmThroughput);
  return {
    changes: [...limit.changes, ...warm.changes, ...changes],
    notes: [...limit.notes, ...warm.notes, ...notes],
  };
}

function limitChanges(
  setting: string,
  wanted: Throughput | false | undefined,
  has: Throughput | false | undefined,
): Comparison {
  if (wanted === undefined) return { changes: [], notes: [] };
  const isSame =
    wanted && has
      ? isGiven(wanted.read, has.read) && isGiven(wanted.write, has.write)
      : wanted === has;
  if (isSame) return { changes: [], notes: [] };
  return compared(setting, limitText(wanted), has === undefined ? undefined : limitText(has));
}

function isGiven(wanted: number | undefined, has: number | undefined): boolean {
  return wanted === undefined || wanted === has;
}

/** Warm throughput grows with the load and cannot be lowered: more than wanted is as wanted. */
function warmChanges(
  setting: string,
  wanted: Throughput | undefined,
  has: Throughput | undefined,
): Comparison {
  if (wanted === undefined) return { changes: [], notes: [] };
  if (has === undefined) return { changes: [], notes: [untold(setting)] };
  const isEnough = (["read", "write"] as const).every(
    way => wanted[way] === undefined || (has[way] ?? 0) >= wanted[way],
  );
  if (isEnough) return { changes: [], notes: [] };
  const change: Change = {
    setting,
    kind: "change",
    from: throughputText(has),
    to: throughputText(wanted),
  };
  return { changes: [change], notes: [] };
}

function limitText(limit: Throughput | false): string {
  return limit === false ? "off" : throughputText(limit);
}

function insightsText(insights: string | false | undefined): string | undefined {
  return insights === false ? "off" : insights;
}
