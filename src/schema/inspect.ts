import { z } from "zod";
import { type CallOptions, call } from "../dynamodb/call.ts";
import type { Client } from "../dynamodb/client.ts";
import { ReplyError } from "../dynamodb/errors.ts";
import { type LiveTable, readLiveTable } from "./live.ts";
import { isMissingTable } from "./missing-table.ts";
import type { Insights, PointInTimeRecovery, TableSchema } from "./schema.ts";
import { readTags } from "./tags.ts";

/** Which settings that have calls of their own are read: each costs one, or one for each index. */
export interface Asked {
  readonly ttl: boolean;
  readonly pointInTimeRecovery: boolean;
  readonly tags: boolean;
  /** Of the table, as "", and of indexes by name. */
  readonly insights: readonly string[];
}

/** The settings that a file manages. */
export function managedBy(schema: TableSchema): Asked {
  const insights = [{ ...schema, name: "" }, ...schema.indexes];
  return {
    ttl: schema.ttl !== undefined,
    pointInTimeRecovery: schema.pointInTimeRecovery !== undefined,
    tags: schema.tags !== undefined,
    insights: insights.flatMap(({ name, contributorInsights }) =>
      contributorInsights === undefined ? [] : [name],
    ),
  };
}

/**
 * A table as it is now, with the settings asked for as far as the target tells them; `all` of them
 * for a table that nobody has described. Undefined when there is none. Throws a ReplyError.
 */
export async function inspectTable(
  client: Client,
  table: string,
  asked: Asked | "all",
  options: CallOptions = {},
): Promise<LiveTable | undefined> {
  const input = { TableName: table };
  const ask = (name: "ttl" | "pointInTimeRecovery") => asked === "all" || asked[name];
  try {
    const [described, expiring, pointInTimeRecovery] = await Promise.all([
      call(client, "DescribeTable", input, options),
      ask("ttl") ? call(client, "DescribeTimeToLive", input, options) : undefined,
      ask("pointInTimeRecovery") ? readRecovery(client, table, options) : undefined,
    ]);
    const live = readLiveTable(described, expiring);
    const names =
      asked === "all" ? ["", ...live.schema.indexes.map(({ name }) => name)] : asked.insights;
    const [tags, insights] = await Promise.all([
      (asked === "all" || asked.tags) && live.arn !== undefined
        ? readTags(client, live.arn, options)
        : undefined,
      Promise.all(
        names
          .filter(name => name === "" || live.indexes.has(name))
          .map(async name => [name, await readInsights(client, table, name, options)] as const),
      ),
    ]);
    return withSettings(live, { pointInTimeRecovery, tags, insights: new Map(insights) });
  } catch (error) {
    if (isMissingTable(error)) return undefined;
    throw error;
  }
}

interface Told {
  readonly pointInTimeRecovery: PointInTimeRecovery | false | undefined;
  readonly tags: ReadonlyMap<string, string> | undefined;
  readonly insights: ReadonlyMap<string, Insights | false | undefined>;
}

function withSettings(live: LiveTable, { pointInTimeRecovery, tags, insights }: Told): LiveTable {
  const insightsOf = (name: string) => {
    const contributorInsights = insights.get(name);
    return contributorInsights === undefined ? {} : { contributorInsights };
  };
  return {
    ...live,
    schema: {
      ...live.schema,
      ...(pointInTimeRecovery !== undefined && { pointInTimeRecovery }),
      ...(tags !== undefined && { tags: withoutAws(tags) }),
      ...insightsOf(""),
      indexes: live.schema.indexes.map(index => ({ ...index, ...insightsOf(index.name) })),
    },
  };
}

/** Tags that AWS sets are none of a file's. */
function withoutAws(tags: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...tags].filter(([name]) => !name.startsWith("aws:")));
}

const backupsShape = z.object({
  ContinuousBackupsDescription: z.object({
    PointInTimeRecoveryDescription: z
      .object({
        PointInTimeRecoveryStatus: z.string().optional(),
        RecoveryPeriodInDays: z.number().optional(),
      })
      .optional(),
  }),
});

async function readRecovery(
  client: Client,
  table: string,
  options: CallOptions,
): Promise<PointInTimeRecovery | false | undefined> {
  const input = { TableName: table };
  const told = await unlessUntold(call(client, "DescribeContinuousBackups", input, options));
  const read = backupsShape.safeParse(told);
  if (!read.success) return undefined;
  const recovery = read.data.ContinuousBackupsDescription.PointInTimeRecoveryDescription;
  if (recovery?.PointInTimeRecoveryStatus?.startsWith("ENABL") !== true) return false;
  const { RecoveryPeriodInDays: days } = recovery;
  return days === undefined ? {} : { days };
}

const insightsShape = z.object({
  ContributorInsightsStatus: z.string(),
  ContributorInsightsMode: z.string().optional(),
});

async function readInsights(
  client: Client,
  table: string,
  index: string,
  options: CallOptions,
): Promise<Insights | false | undefined> {
  const input = { TableName: table, ...(index !== "" && { IndexName: index }) };
  const told = await unlessUntold(call(client, "DescribeContributorInsights", input, options));
  const read = insightsShape.safeParse(told);
  if (!read.success) return undefined;
  if (!read.data.ContributorInsightsStatus.startsWith("ENABL")) return false;
  return read.data.ContributorInsightsMode === "THROTTLED_KEYS"
    ? "throttled"
    : "accessed-and-throttled";
}

/** Undefined where a target does not know the call, or the caller may not make it. */
async function unlessUntold(reply: Promise<unknown>): Promise<unknown> {
  try {
    return await reply;
  } catch (error) {
    const isUntold =
      error instanceof ReplyError &&
      (error.kind === "denied" || error.service.code === "UnknownOperationException");
    if (isUntold) return undefined;
    throw error;
  }
}
