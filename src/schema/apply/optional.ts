import type { Step } from "../plan/plan.ts";

/** Settings without which a table answers the same requests with the same items. */
const ofTable =
  /^(maxThroughput|warmThroughput|contributorInsights|ttl|pointInTimeRecovery|encryption|tableClass|deletionProtection|tags\..*)$/s;
const ofIndex = /^indexes\.("[^"]*"|[^."]+)\.(maxThroughput|warmThroughput|contributorInsights)$/;

/**
 * Whether a target that does not take a step may go without it: never without keys, indexes, billing
 * and streams.
 */
export function isOptional({ settings }: Step): boolean {
  return settings.every(setting => ofTable.test(setting) || ofIndex.test(setting));
}
