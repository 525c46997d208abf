import { formatAgo } from "../../output/units.ts";
import type { LiveTable } from "../live.ts";
import type { TableSchema } from "../schema.ts";

/**
 * AWS's rules on how often a setting may change, from its developer guide: switches to on-demand
 * billing 4 times in 24 hours, the table's class twice in 30 days, time to live once an hour.
 */
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** What of these holds up, or may hold up, a change of each setting; in words. */
export interface Holds {
  readonly billing?: string | undefined;
  readonly tableClass?: string | undefined;
  readonly ttl?: string | undefined;
}

export function holdsOf(wanted: TableSchema, live: LiveTable, now: Date): Holds {
  // Emulators, which tell no warm throughput, have no such rules.
  if (live.schema.warmThroughput === undefined) return {};
  return {
    billing:
      wanted.billing?.kind === "on-demand" ? onDemandHold(live, now) : reductionHold(wanted, live),
    tableClass: classHold(live, now),
    ttl: timeToLiveHold(wanted, live),
  };
}

function onDemandHold({ windows }: LiveTable, now: Date): string | undefined {
  const sinceMs = since(windows.onDemandAt, now);
  if (sinceMs === undefined || sinceMs >= dayMs) return undefined;
  return `AWS takes 4 switches to on-demand in 24 hours; the last was ${formatAgo(sinceMs)}`;
}

function classHold({ windows }: LiveTable, now: Date): string | undefined {
  const sinceMs = since(windows.classAt, now);
  if (sinceMs === undefined || sinceMs >= 30 * dayMs) return undefined;
  return `AWS takes 2 changes of the class in 30 days; the last was ${formatAgo(sinceMs)}`;
}

function timeToLiveHold(
  { ttl }: TableSchema,
  { ttlStatus, schema }: LiveTable,
): string | undefined {
  if (ttlStatus === "ENABLING" || ttlStatus === "DISABLING") {
    return `a change of time to live is under way (${ttlStatus}); AWS takes another up to an hour later`;
  }
  if (ttl && schema.ttl && ttl !== schema.ttl) {
    return "AWS switches time to live off first, and on again up to an hour later: apply twice";
  }
  return undefined;
}

/** Of provisioned capacity that goes down. AWS takes 4 decreases a day and one more in each hour without. */
function reductionHold(
  { billing: wanted }: TableSchema,
  { schema: { billing: has }, windows }: LiveTable,
): string | undefined {
  if (wanted?.kind !== "provisioned" || has?.kind !== "provisioned") return undefined;
  const isLess = (["read", "write"] as const).some(
    way => wanted.capacity[way].max < has.capacity[way].min,
  );
  if (!isLess || windows.decreasesToday < 4) return undefined;
  return `AWS takes 4 decreases a day, and one more in an hour without; there were ${windows.decreasesToday} today`;
}

function since(date: Date | undefined, now: Date): number | undefined {
  return date && now.getTime() - date.getTime();
}
