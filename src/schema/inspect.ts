import { type CallOptions, call } from "../dynamodb/call.ts";
import type { Client } from "../dynamodb/client.ts";
import type { Output } from "../dynamodb/output.ts";
import { type LiveTable, readLiveTable } from "./live.ts";
import { isMissingTable } from "./missing-table.ts";
import { mapping, number, optional, readShape, text } from "./reply-shape.ts";
import type { Insights, PointInTimeRecovery, TableSchema } from "./schema.ts";
import { readTags } from "./tags.ts";
import { isUntold } from "./untold-reply.ts";

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
 * for a table that nobody has described. Undefined when there is none, or when one of the calls
 * says so: then it comes or goes at this moment. Throws a ReplyError.
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
    const [described, expiring, backups] = await Promise.all([
      call(client, "DescribeTable", input, options),
      ask("ttl") ? unlessUntold(call(client, "DescribeTimeToLive", input, options)) : undefined,
      ask("pointInTimeRecovery")
        ? unlessUntold(call(client, "DescribeContinuousBackups", input, options))
        : undefined,
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
          .map(async name => [name, await askInsights(client, table, name, options)] as const),
      ),
    ]);
    return withSettings(live, { backups, tags, insights: new Map(insights) });
  } catch (error) {
    if (isMissingTable(error)) return undefined;
    throw error;
  }
}

/** Replies; undefined where the target does not tell. */
interface Told {
  readonly backups: Output<"DescribeContinuousBackups"> | undefined;
  readonly tags: ReadonlyMap<string, string> | undefined;
  /** Of the table, as "", and of indexes by name. */
  readonly insights: ReadonlyMap<string, unknown>;
}

function withSettings(live: LiveTable, { backups, tags, insights }: Told): LiveTable {
  const pointInTimeRecovery = recoveryOf(backups);
  const insightsOf = (name: string) => {
    const contributorInsights = readInsights(insights.get(name));
    return contributorInsights === undefined ? {} : { contributorInsights };
  };
  const contributorInsights = [...insights.values()].filter(reply => reply !== undefined);
  return {
    ...live,
    schema: {
      ...live.schema,
      ...(pointInTimeRecovery !== undefined && { pointInTimeRecovery }),
      ...(tags !== undefined && { tags: withoutAws(tags) }),
      ...insightsOf(""),
      indexes: live.schema.indexes.map(index => ({ ...index, ...insightsOf(index.name) })),
    },
    raw: {
      ...live.raw,
      ...(backups !== undefined && { continuousBackups: backups.ContinuousBackupsDescription }),
      ...(contributorInsights.length > 0 && { contributorInsights }),
      ...(tags !== undefined && { tags }),
    },
  };
}

/** Tags that AWS sets are none of a file's. */
function withoutAws(tags: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...tags].filter(([name]) => !name.startsWith("aws:")));
}

const backupsShape = mapping({
  ContinuousBackupsDescription: mapping({
    PointInTimeRecoveryDescription: optional(
      mapping({
        PointInTimeRecoveryStatus: optional(text),
        RecoveryPeriodInDays: optional(number),
      }),
    ),
  }),
});

function recoveryOf(backups: unknown): PointInTimeRecovery | false | undefined {
  const read = readShape(backupsShape, backups);
  if (!read.ok) return undefined;
  const recovery = read.value.ContinuousBackupsDescription.PointInTimeRecoveryDescription;
  if (recovery?.PointInTimeRecoveryStatus?.startsWith("ENABL") !== true) return false;
  const { RecoveryPeriodInDays: days } = recovery;
  return days === undefined ? {} : { days };
}

const insightsShape = mapping({
  ContributorInsightsStatus: text,
  ContributorInsightsMode: optional(text),
});

async function askInsights(
  client: Client,
  table: string,
  index: string,
  options: CallOptions,
): Promise<unknown> {
  const input = { TableName: table, ...(index !== "" && { IndexName: index }) };
  try {
    return await unlessUntold(call(client, "DescribeContributorInsights", input, options));
  } catch (error) {
    // An index may go meanwhile.
    if (index !== "" && isMissingTable(error)) return undefined;
    throw error;
  }
}

function readInsights(reply: unknown): Insights | false | undefined {
  const read = readShape(insightsShape, reply);
  if (!read.ok) return undefined;
  if (!read.value.ContributorInsightsStatus.startsWith("ENABL")) return false;
  return read.value.ContributorInsightsMode === "THROTTLED_KEYS"
    ? "throttled"
    : "accessed-and-throttled";
}

/** Undefined where a target does not know the call, or the caller may not make it. */
async function unlessUntold<T>(reply: Promise<T>): Promise<T | undefined> {
  try {
    return await reply;
  } catch (error) {
    if (isUntold(error)) return undefined;
    throw error;
  }
}
