import type { Billing, Throughput, ThroughputSettings } from "../schema.ts";
import { throughputText } from "../words.ts";
import {
  type Comparison,
  changed,
  compared,
  noted,
  same,
  type Text,
  together,
  untold,
} from "./compared.ts";

/**
 * The throughput settings of a table or a global index.
 * @param settingOf the name of a setting among all of the table's
 * @param billing the table's, once it is as wanted
 */
export function throughputChanges(
  settingOf: (member: string) => string,
  wanted: ThroughputSettings,
  has: ThroughputSettings,
  billing: Billing | undefined,
): Comparison {
  return together([
    limitChanges(settingOf("maxThroughput"), wanted.maxThroughput, has.maxThroughput, billing),
    warmChanges(settingOf("warmThroughput"), wanted.warmThroughput, has.warmThroughput),
    compared(settingOf("contributorInsights"), wanted.contributorInsights, has.contributorInsights),
  ]);
}

function limitChanges(
  setting: string,
  wanted: Throughput | false | undefined,
  has: Throughput | false | undefined,
  billing: Billing | undefined,
): Comparison {
  if (billing?.kind === "provisioned") {
    return wanted
      ? noted(`${setting}: provisioned capacity has no other limit, so it is left out`)
      : same;
  }
  if (wanted && has && isGiven(wanted.read, has.read) && isGiven(wanted.write, has.write)) {
    return same;
  }
  return compared(setting, limitText(wanted), limitText(has));
}

function isGiven(wanted: number | undefined, has: number | undefined): boolean {
  return wanted === undefined || wanted === has;
}

function limitText(limit: Throughput | false | undefined): Text | undefined {
  return limit && throughputText(limit);
}

/** Warm throughput grows with the load and cannot be lowered: more than wanted is as wanted. */
function warmChanges(
  setting: string,
  wanted: Throughput | undefined,
  has: Throughput | undefined,
): Comparison {
  if (wanted === undefined) return same;
  if (has === undefined) return untold(setting);
  const { read, write } = missingWarmth(wanted, has);
  if (read === undefined && write === undefined) return same;
  return changed(setting, throughputText(wanted), throughputText(has));
}

/** What a table is to be warmed to, in the directions in which it is not warm enough. */
export function missingWarmth(wanted: Throughput, has: Throughput | undefined): Throughput {
  const { read, write } = wanted;
  return {
    ...(read !== undefined && read > (has?.read ?? 0) && { read }),
    ...(write !== undefined && write > (has?.write ?? 0) && { write }),
  };
}
