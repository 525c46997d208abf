import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { call } from "../../src/dynamodb/call.ts";
import type { Client, Reply } from "../../src/dynamodb/client.ts";
import { connect, embeddedEndpoint } from "../../src/dynamodb/connect.ts";
import type { OperationName, WireInput } from "../../src/dynamodb/request.ts";
import { createTableInput } from "../../src/schema/create-input.ts";
import { inspectTable, managedBy } from "../../src/schema/inspect.ts";
import { parseTableSchemas } from "../../src/schema/parse.ts";
import type { TableSchema } from "../../src/schema/schema.ts";
import { createTable } from "../../src/schema/tables.ts";
import { whole } from "../support/descriptions.ts";
import { engine, uniqueTable } from "../support/engine.ts";

let client: Client;

beforeAll(async () => {
  const { endpoint } = await engine();
  client = await connect(embeddedEndpoint(endpoint, { maxConnections: 8 }), "wire");
});

afterAll(async () => {
  await client.close();
});

function parsed(rest: string, table = uniqueTable("Inspect")): TableSchema {
  const [schema] = parseTableSchemas(`table: ${table}\npartitionKey: Id S\n${rest}`, "t.yaml");
  if (schema === undefined) throw new Error("no table");
  return schema;
}

describe("inspectTable on the embedded engine", () => {
  it("reads back every setting that the engine takes, and tells nothing of the others", async () => {
    const schema = parsed(`
sortKey: At N
maxThroughput: { read: 100, write: 200 }
ttl: ExpiresAt
indexes: { ByAge: { partitionKey: Age N, sortKey: Name S, projection: [Phone] } }
localIndexes: { ByDate: { sortKey: Date N, projection: keys } }
stream: new-image
encryption: { key: "arn:aws:kms:us-east-1:123456789012:key/5f1c" }
deletionProtection: true
tableClass: infrequent-access
tags: { team: identity, "cost center": "7" }
billing: on-demand
`);
    await createTable(client, schema, { target: "local" });
    const live = await inspectTable(client, schema.table, "all");
    expect(live?.schema).toEqual(schema);
    expect(live?.raw).toMatchObject({
      table: { TableName: schema.table },
      timeToLive: { TimeToLiveStatus: "ENABLED" },
      tags: schema.tags,
    });
    expect(live?.raw).not.toHaveProperty("continuousBackups");
    expect(live?.raw).not.toHaveProperty("contributorInsights");
  });

  it("takes what nobody set for off where it is told", async () => {
    const schema = parsed("");
    await createTable(client, schema, { target: "local" });
    const live = await inspectTable(client, schema.table, "all");
    expect(live?.schema).toEqual({
      ...schema,
      billing: { kind: "on-demand" },
      ttl: false,
      stream: false,
      deletionProtection: false,
      tags: new Map(),
    });
  });

  it("finds no table where there is none", async () => {
    expect(await inspectTable(client, uniqueTable("Inspect"), "all")).toBeUndefined();
  });

  it("makes one call for a file that manages nothing beside keys", async () => {
    const schema = parsed("billing: on-demand");
    await call(client, "CreateTable", createTableInput(schema));
    const calls: string[] = [];
    const counting = answering((operation, input) => {
      calls.push(operation);
      return client.send(operation, input);
    });
    await inspectTable(counting, schema.table, managedBy(schema));
    expect(calls).toEqual(["DescribeTable"]);
  });
});

describe("managedBy", () => {
  it("names the settings of a file that have calls of their own", () => {
    const rest = `
ttl: false
pointInTimeRecovery: true
tags: {}
contributorInsights: false
indexes:
  ByAge: { partitionKey: Age N, contributorInsights: true }
  ByName: { partitionKey: Name S }
`;
    expect(managedBy(parsed(rest))).toEqual({
      ttl: true,
      pointInTimeRecovery: true,
      tags: true,
      insights: ["", "ByAge"],
    });
    expect(managedBy(parsed(""))).toEqual({
      ttl: false,
      pointInTimeRecovery: false,
      tags: false,
      insights: [],
    });
  });
});

describe("inspectTable on AWS (synthetic)", () => {
  const replies: Partial<Record<OperationName, (input: WireInput) => Reply>> = {
    DescribeTable: () => ok({ Table: whole.Table }),
    DescribeTimeToLive: () => ok(whole.TimeToLive),
    DescribeContinuousBackups: () => ok(whole.ContinuousBackups),
    DescribeContributorInsights: ({ IndexName }) =>
      ok({
        TableName: "Orders",
        ...(IndexName !== undefined && { IndexName }),
        ContributorInsightsStatus: IndexName === "ByTotal" ? "DISABLED" : "ENABLED",
        ...(IndexName === "ByPlace" && { ContributorInsightsMode: "THROTTLED_KEYS" }),
      }),
    ListTagsOfResource: ({ NextToken }) =>
      NextToken === undefined
        ? ok({ Tags: [{ Key: "aws:cloudformation:stack-name", Value: "shop" }], NextToken: "2" })
        : ok({ Tags: [{ Key: "team", Value: "shop" }] }),
  };
  const inspect = (changed: typeof replies = {}) =>
    inspectTable(
      answering(async (operation, input) => {
        const reply = { ...replies, ...changed }[operation];
        return reply === undefined ? failed("UnknownOperationException") : reply(input);
      }),
      "Orders",
      "all",
    );

  it("reads backups, insights and all tags but those of AWS", async () => {
    const live = await inspect();
    expect(live?.schema).toMatchObject({
      pointInTimeRecovery: { days: 7 },
      contributorInsights: "accessed-and-throttled",
      tags: new Map([["team", "shop"]]),
      indexes: [
        { name: "ByPlace", contributorInsights: "throttled" },
        { name: "ByTotal", contributorInsights: false },
      ],
    });
    expect(live?.raw.continuousBackups).toEqual(
      whole.ContinuousBackups.ContinuousBackupsDescription,
    );
    expect(live?.raw.contributorInsights).toHaveLength(3);
    expect([...(live?.raw.tags?.keys() ?? [])]).toEqual(["aws:cloudformation:stack-name", "team"]);
  });

  it.each([
    [{ PointInTimeRecoveryStatus: "DISABLED" }, false],
    [{ PointInTimeRecoveryStatus: "ENABLED" }, {}],
    [undefined, false],
  ])("reads recovery told as %j", async (PointInTimeRecoveryDescription, expected) => {
    const ContinuousBackupsDescription = { PointInTimeRecoveryDescription };
    const DescribeContinuousBackups = () => ok({ ContinuousBackupsDescription });
    const live = await inspect({ DescribeContinuousBackups });
    expect(live?.schema.pointInTimeRecovery).toEqual(expected);
  });

  it.each(["AccessDeniedException", "UnknownOperationException"])(
    "goes without what is refused with %s",
    async code => {
      const refused = () => failed(code);
      const live = await inspect({
        DescribeTimeToLive: refused,
        DescribeContinuousBackups: refused,
        DescribeContributorInsights: refused,
        ListTagsOfResource: refused,
      });
      for (const setting of ["ttl", "pointInTimeRecovery", "tags", "contributorInsights"]) {
        expect(live?.schema).not.toHaveProperty(setting);
      }
      expect(live?.status).toBe("ACTIVE");
    },
  );

  it.each([
    ["DescribeTable", "ResourceNotFoundException"],
    ["DescribeTimeToLive", "ResourceNotFoundException"],
    ["DescribeContinuousBackups", "TableNotFoundException"],
    ["DescribeContributorInsights", "ResourceNotFoundException"],
    ["ListTagsOfResource", "ResourceNotFoundException"],
  ] as const)("finds no table when %s says that there is none", async (operation, code) => {
    expect(await inspect({ [operation]: () => failed(code) })).toBeUndefined();
  });

  it.each([
    "DescribeTimeToLive",
    "DescribeContinuousBackups",
    "DescribeContributorInsights",
    "ListTagsOfResource",
  ] as const)("takes nothing for untold when %s fails", async operation => {
    const failing = inspect({ [operation]: () => failed("InternalServerError") });
    await expect(failing).rejects.toMatchObject({ service: { code: "InternalServerError" } });
  });

  it("goes without the insights of an index that went meanwhile", async () => {
    const insights = replies.DescribeContributorInsights ?? (() => failed("Missing"));
    const live = await inspect({
      DescribeContributorInsights: input =>
        input.IndexName === "ByTotal" ? failed("ResourceNotFoundException") : insights(input),
    });
    expect(live?.schema.indexes[0]).toHaveProperty("contributorInsights", "throttled");
    expect(live?.schema.indexes[1]).not.toHaveProperty("contributorInsights");
  });

  it("fails when a call fails in another way", async () => {
    const DescribeContinuousBackups = () => failed("InternalServerError");
    await expect(inspect({ DescribeContinuousBackups })).rejects.toThrow("Orders");
  });
});

function answering(send: Client["send"]): Client {
  return {
    name: "wire",
    prepare: template => client.prepare(template),
    waiting: () => 0,
    close: async () => {},
    send,
  };
}

function ok(output: object): Reply {
  const body = { json: () => ({ ...output }) } as Extract<Reply, { outcome: "ok" }>["body"];
  return { outcome: "ok", body, attempts: 1, throttles: [] };
}

function failed(code: string): Reply {
  const error = { code, message: "refused", status: 400 };
  return { outcome: "failed", error, attempts: 1, throttles: [] };
}
