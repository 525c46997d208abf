import type { LiveTable } from "../live.ts";
import type { Insights, TableSchema } from "../schema.ts";
import type { Step } from "./plan.ts";
import { indexSetting } from "./setting.ts";

/** Settings that have calls of their own, in any order. */
export function timeToLiveSteps(
  table: string,
  wanted: string | false,
  has: string | undefined,
): Step[] {
  const step = (attribute: string, enabled: boolean): Step => ({
    operation: "UpdateTimeToLive",
    input: {
      TableName: table,
      TimeToLiveSpecification: { AttributeName: attribute, Enabled: enabled },
    },
    what: enabled ? `expire items by ${attribute}` : `stop expiring items by ${attribute}`,
    settings: ["ttl"],
  });
  return [
    ...(has !== undefined && has !== wanted ? [step(has, false)] : []),
    ...(wanted === false ? [] : [step(wanted, true)]),
  ];
}

/** What follows once table and indexes stand: recovery, insights, tags. */
export function followingSteps(
  wanted: TableSchema,
  changed: (setting: string) => boolean,
  live: LiveTable | undefined,
): Step[] {
  const steps: Step[] = [];
  if (changed("pointInTimeRecovery") && wanted.pointInTimeRecovery !== undefined) {
    steps.push(recoveryStep(wanted.table, wanted.pointInTimeRecovery));
  }
  if (changed("contributorInsights") && wanted.contributorInsights !== undefined) {
    steps.push(insightsStep(wanted.table, undefined, wanted.contributorInsights));
  }
  for (const { name, contributorInsights } of wanted.indexes) {
    const setting = indexSetting(name, "contributorInsights");
    if (!changed(setting) || contributorInsights === undefined) continue;
    steps.push(insightsStep(wanted.table, name, contributorInsights));
  }
  if (live !== undefined) steps.push(...tagSteps(wanted, live, changed));
  return steps;
}

function recoveryStep(
  table: string,
  recovery: NonNullable<TableSchema["pointInTimeRecovery"]>,
): Step {
  return {
    operation: "UpdateContinuousBackups",
    input: {
      TableName: table,
      PointInTimeRecoverySpecification: {
        PointInTimeRecoveryEnabled: recovery !== false,
        ...(recovery && recovery.days !== undefined && { RecoveryPeriodInDays: recovery.days }),
      },
    },
    what: `${recovery ? "enable" : "disable"} point-in-time recovery`,
    settings: ["pointInTimeRecovery"],
  };
}

const insightsModes = {
  "accessed-and-throttled": "ACCESSED_AND_THROTTLED_KEYS",
  throttled: "THROTTLED_KEYS",
} as const satisfies Record<Insights, string>;

function insightsStep(table: string, index: string | undefined, insights: Insights | false): Step {
  return {
    operation: "UpdateContributorInsights",
    input: {
      TableName: table,
      ...(index !== undefined && { IndexName: index }),
      ContributorInsightsAction: insights ? "ENABLE" : "DISABLE",
      ...(insights && { ContributorInsightsMode: insightsModes[insights] }),
    },
    what: `${insights ? "enable" : "disable"} contributor insights${index ? ` of ${index}` : ""}`,
    settings: [
      index === undefined ? "contributorInsights" : indexSetting(index, "contributorInsights"),
    ],
  };
}

function tagSteps(
  { tags = new Map<string, string>() }: TableSchema,
  { arn, schema }: LiveTable,
  changed: (setting: string) => boolean,
): Step[] {
  const set = [...tags].filter(([name]) => changed(`tags.${name}`));
  const dropped = [...(schema.tags?.keys() ?? [])].filter(
    name => !tags.has(name) && changed(`tags.${name}`),
  );
  const settings = (names: readonly string[]) => names.map(name => `tags.${name}`);
  const steps: Step[] = [];
  if (dropped.length > 0) {
    steps.push({
      operation: "UntagResource",
      input: { ResourceArn: arn, TagKeys: dropped },
      what: `remove the tag${dropped.length === 1 ? "" : "s"} ${dropped.join(", ")}`,
      settings: settings(dropped),
    });
  }
  if (set.length > 0) {
    const names = set.map(([name]) => name);
    steps.push({
      operation: "TagResource",
      input: { ResourceArn: arn, Tags: set.map(([Key, Value]) => ({ Key, Value })) },
      what: `tag ${names.join(", ")}`,
      settings: settings(names),
    });
  }
  return steps;
}
