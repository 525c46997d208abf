import { counted } from "../../output/units.ts";
import { essential } from "../../schema/dump/essential.ts";
import type { TableSchema } from "../../schema/schema.ts";

/** The settings of a table that one restored from it has not, in words; those that dyn can see. */
export function lostSettings(source: TableSchema): readonly string[] {
  const { stream, ttl, pointInTimeRecovery, tags, deletionProtection, contributorInsights } =
    source;
  return [
    stream ? `stream ${stream}` : "",
    ttl ? `ttl ${ttl}` : "",
    pointInTimeRecovery ? "pointInTimeRecovery" : "",
    tags !== undefined && tags.size > 0 ? counted(tags.size, "tag") : "",
    deletionProtection ? "deletionProtection" : "",
    contributorInsights ? "contributorInsights" : "",
  ].filter(each => each !== "");
}

/** A restored table with the settings that its source has and a restore does not keep. */
export function withSettings(restored: TableSchema, source: TableSchema): TableSchema {
  const { stream, ttl, pointInTimeRecovery, tags, deletionProtection, contributorInsights } =
    essential(source);
  return {
    ...essential(restored),
    ...(stream && { stream }),
    ...(ttl && { ttl }),
    ...(pointInTimeRecovery && { pointInTimeRecovery }),
    ...(tags && { tags }),
    ...(deletionProtection && { deletionProtection }),
    ...(contributorInsights && { contributorInsights }),
  };
}
