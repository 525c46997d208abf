import type { TableSchema } from "./schema.ts";

/** Settings that every table has or may have, as a file calls them. */
const settings = [
  "maxThroughput",
  "ttl",
  "stream",
  "pointInTimeRecovery",
  "encryption",
  "tableClass",
  "deletionProtection",
  "contributorInsights",
  "tags",
] as const satisfies readonly (keyof TableSchema)[];

/** What the target of a live table does not tell of it. */
export function untoldSettings(live: TableSchema): readonly string[] {
  const isLimited = live.billing?.kind !== "provisioned";
  return settings.filter(
    name => live[name] === undefined && (name !== "maxThroughput" || isLimited),
  );
}
