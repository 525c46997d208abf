import { describe, expect, it } from "vitest";
import { planTable } from "../../../src/schema/plan/plan-table.ts";
import { awsTable, emulatedTable, fileTable } from "../../support/live-tables.ts";

const now = new Date("2026-06-01T12:00:00Z");

/** What it takes to get from one file to another on AWS: changes as lines, and the calls' inputs. */
function plan(from: string, to: string, more: Parameters<typeof awsTable>[1] = {}) {
  const { changes, steps, ...rest } = planTable(
    fileTable(to),
    awsTable(fileTable(from), more),
    now,
  );
  return {
    ...rest,
    changes: changes.map(({ kind, setting, from: was, to: is }) => {
      const mark = { add: "+", change: "~", remove: "-" }[kind];
      return `${mark} ${setting}: ${[was, is].filter(text => text !== undefined).join(" → ")}`;
    }),
    holds: changes.flatMap(({ hold }) => hold ?? []),
    calls: steps.map(({ operation, input: { TableName, ResourceArn, ...input } }) => ({
      operation,
      ...input,
    })),
    whats: steps.map(({ what }) => what),
  };
}

/** Each setting: off or as it is at first, on, otherwise, and what UpdateTable is told to change it. */
const settings = [
  {
    off: "ttl: false",
    on: "ttl: At",
    other: "ttl: off",
    added: "+ ttl: At",
    changed: "~ ttl: At → off",
    removed: "- ttl: At",
    calls: [
      {
        operation: "UpdateTimeToLive",
        TimeToLiveSpecification: { AttributeName: "At", Enabled: false },
      },
      {
        operation: "UpdateTimeToLive",
        TimeToLiveSpecification: { AttributeName: "off", Enabled: true },
      },
    ],
  },
  {
    off: "stream: false",
    on: "stream: keys-only",
    other: "stream: old-image",
    added: "+ stream: keys-only",
    changed: "~ stream: keys-only → old-image",
    removed: "- stream: keys-only",
    calls: [
      { operation: "UpdateTable", StreamSpecification: { StreamEnabled: false } },
      {
        operation: "UpdateTable",
        StreamSpecification: { StreamEnabled: true, StreamViewType: "OLD_IMAGE" },
      },
    ],
  },
  {
    off: "maxThroughput: false",
    on: "maxThroughput: { read: 1000, write: 50 }",
    other: "maxThroughput: { read: 2000 }",
    added: "+ maxThroughput: 1,000 read, 50 write units a second",
    changed: "~ maxThroughput: 1,000 read, 50 write units a second → 2,000 read units a second",
    removed: "- maxThroughput: 1,000 read, 50 write units a second",
    calls: [{ operation: "UpdateTable", OnDemandThroughput: { MaxReadRequestUnits: 2000 } }],
  },
  {
    off: "contributorInsights: false",
    on: "contributorInsights: true",
    other: "contributorInsights: throttled",
    added: "+ contributorInsights: accessed-and-throttled",
    changed: "~ contributorInsights: accessed-and-throttled → throttled",
    removed: "- contributorInsights: accessed-and-throttled",
    calls: [
      {
        operation: "UpdateContributorInsights",
        ContributorInsightsAction: "ENABLE",
        ContributorInsightsMode: "THROTTLED_KEYS",
      },
    ],
  },
  {
    off: "pointInTimeRecovery: false",
    on: "pointInTimeRecovery: { days: 1 }",
    other: "pointInTimeRecovery: { days: 7 }",
    added: "+ pointInTimeRecovery: the last 1 day",
    changed: "~ pointInTimeRecovery: the last 1 day → the last 7 days",
    removed: "- pointInTimeRecovery: the last 1 day",
    calls: [
      {
        operation: "UpdateContinuousBackups",
        PointInTimeRecoverySpecification: {
          PointInTimeRecoveryEnabled: true,
          RecoveryPeriodInDays: 7,
        },
      },
    ],
  },
  {
    off: "tags: {}",
    on: "tags: { 'a.b: c': '1' }",
    other: "tags: { 'a.b: c': off }",
    added: "+ tags.a.b: c: 1",
    changed: "~ tags.a.b: c: 1 → off",
    removed: "- tags.a.b: c: 1",
    calls: [{ operation: "TagResource", Tags: [{ Key: "a.b: c", Value: "off" }] }],
  },
  {
    off: "indexes: {}",
    on: "indexes: { By.A: { partitionKey: A S } }",
    other: "indexes: { By.A: { partitionKey: A N, projection: keys } }",
    added: '+ indexes."By.A": A S (all attributes)',
    changed: '~ indexes."By.A": A S (all attributes) → A N (keys only)',
    removed: '- indexes."By.A": A S (all attributes)',
    calls: [
      {
        operation: "UpdateTable",
        GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: "By.A" } }],
      },
      {
        operation: "UpdateTable",
        AttributeDefinitions: [
          { AttributeName: "Id", AttributeType: "S" },
          { AttributeName: "A", AttributeType: "N" },
        ],
        GlobalSecondaryIndexUpdates: [
          {
            Create: {
              IndexName: "By.A",
              KeySchema: [{ AttributeName: "A", KeyType: "HASH" }],
              Projection: { ProjectionType: "KEYS_ONLY" },
            },
          },
        ],
      },
    ],
  },
];

describe.each(settings)("$on", ({ off, on, other, added, changed, removed, calls }) => {
  it("is added, changed and removed", () => {
    expect(plan(off, on).changes).toEqual([added]);
    expect(plan(on, other)).toMatchObject({ action: "change", changes: [changed], calls });
    expect(plan(on, off).changes).toEqual([removed]);
  });

  it.each([off, on, other])("is the same as itself: %s", same => {
    expect(plan(same, same)).toMatchObject({ action: "none", changes: [], calls: [], notes: [] });
  });

  it("is left as it is where the file has none of it", () => {
    const rest = on.startsWith("indexes") ? on : "";
    expect(plan(on, rest)).toMatchObject({ action: "none", changes: [], notes: [] });
  });
});

describe("a setting that is one of several", () => {
  it.each([
    [
      "tableClass: standard",
      "tableClass: infrequent-access",
      "~ tableClass: standard → infrequent-access",
    ],
    ["deletionProtection: false", "deletionProtection: true", "+ deletionProtection: on"],
    [
      "encryption: aws-owned",
      "encryption: aws-managed",
      "~ encryption: a key that AWS owns → a key that AWS manages",
    ],
    [
      "encryption: { key: k1 }",
      "encryption: { key: k2 }",
      "~ encryption: the key arn:aws:kms:eu-west-1:123456789012:key/k1 → the key k2",
    ],
    [
      "encryption: { key: k1 }",
      "encryption: aws-owned",
      "~ encryption: the key arn:aws:kms:eu-west-1:123456789012:key/k1 → a key that AWS owns",
    ],
    [
      "billing: on-demand",
      "billing: { read: 5, write: { min: 1, max: 9 } }",
      "~ billing: on-demand → 5 read, 1 to 9 write units",
    ],
  ])("changes from %s to %s", (from, to, change) => {
    expect(plan(from, to)).toMatchObject({ action: "change", changes: [change] });
    expect(plan(from, to).calls).toHaveLength(1);
  });

  it("is told with what the calls do, in their order", () => {
    const from =
      "deletionProtection: true\nindexes: { ByA: { partitionKey: X S }, ByB: { partitionKey: Y S } }\nttl: At\n";
    const to = `deletionProtection: false
billing: { read: 5, write: 5 }
warmThroughput: { read: 20000 }
stream: new-image
tableClass: infrequent-access
encryption: aws-managed
ttl: Then
tags: { team: shop }
pointInTimeRecovery: true
indexes: { ByB: { partitionKey: Y S }, ByC: { partitionKey: X N, contributorInsights: true } }
`;
    expect(plan(from, to).whats).toEqual([
      "disable deletion protection",
      "remove index ByA",
      "switch to provisioned capacity",
      "warm the throughput",
      "stream new-image",
      "change the class to infrequent-access",
      "change the encryption",
      "add index ByC",
      "stop expiring items by At",
      "expire items by Then",
      "enable point-in-time recovery",
      "enable contributor insights of ByC",
      "tag team",
    ]);
  });
});

describe("billing", () => {
  it("names the capacity of every index that stays when it becomes provisioned", () => {
    const indexes = (a = "") =>
      `indexes: { ByA: { partitionKey: X S${a} }, ByB: { partitionKey: Y S } }`;
    const to = `billing: { read: 3, write: 4 }\n${indexes(", capacity: { read: 1, write: { min: 2, max: 9 } }")}`;
    const { changes, calls } = plan(indexes(), to);
    expect(changes).toEqual(["~ billing: on-demand → 3 read, 4 write units"]);
    expect(calls).toEqual([
      {
        operation: "UpdateTable",
        BillingMode: "PROVISIONED",
        ProvisionedThroughput: { ReadCapacityUnits: 3, WriteCapacityUnits: 4 },
        GlobalSecondaryIndexUpdates: expect.arrayContaining([
          {
            Update: {
              IndexName: "ByA",
              ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 2 },
            },
          },
          {
            Update: {
              IndexName: "ByB",
              ProvisionedThroughput: { ReadCapacityUnits: 3, WriteCapacityUnits: 4 },
            },
          },
        ]),
      },
    ]);
  });

  it("gives an index that is new the capacity of its table's new billing", () => {
    const { calls } = plan(
      "",
      "billing: { read: 3, write: 4 }\nindexes: { ByA: { partitionKey: X S } }",
    );
    expect(calls[1]).toMatchObject({
      GlobalSecondaryIndexUpdates: [
        { Create: { ProvisionedThroughput: { ReadCapacityUnits: 3, WriteCapacityUnits: 4 } } },
      ],
    });
  });

  it("leaves what is scaled within its range, in the direction that stays", () => {
    const range = "{ min: 10, max: 90 }";
    expect(
      plan("billing: { read: 50, write: 5 }", `billing: { read: ${range}, write: 7 }`),
    ).toMatchObject({
      calls: [{ ProvisionedThroughput: { ReadCapacityUnits: 50, WriteCapacityUnits: 7 } }],
    });
    expect(
      plan("billing: { read: 95, write: 5 }", `billing: { read: ${range}, write: ${range} }`),
    ).toMatchObject({
      calls: [{ ProvisionedThroughput: { ReadCapacityUnits: 90, WriteCapacityUnits: 10 } }],
    });
    expect(
      plan("billing: { read: 50, write: 5 }", `billing: { read: ${range}, write: 5 }`).changes,
    ).toEqual([]);
  });

  it("changes the capacity of an index alone", () => {
    const of = (read: string) =>
      `billing: { read: 1, write: 1 }\nindexes: { ByA: { partitionKey: X S, capacity: { read: ${read}, write: 2 } } }`;
    const { changes, calls } = plan(of("4"), of("{ min: 5, max: 9 }"));
    expect(changes).toEqual([
      "~ indexes.ByA.capacity: 4 read, 2 write units → 5 to 9 read, 2 write units",
    ]);
    expect(calls).toEqual([
      {
        operation: "UpdateTable",
        GlobalSecondaryIndexUpdates: [
          {
            Update: {
              IndexName: "ByA",
              ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 2 },
            },
          },
        ],
      },
    ]);
  });

  it("has no limits while it is provisioned, which is noted", () => {
    expect(plan("billing: { read: 1, write: 1 }", "maxThroughput: { read: 5 }")).toMatchObject({
      action: "none",
      notes: ["maxThroughput: provisioned capacity has no other limit, so it is left out"],
    });
  });
});

describe("warm throughput", () => {
  it("is as wanted when it is more, and is asked for only where it is not", () => {
    expect(plan("", "warmThroughput: { read: 12000, write: 1 }").changes).toEqual([]);
    expect(plan("", "warmThroughput: { read: 15000, write: 1 }")).toMatchObject({
      changes: [
        "~ warmThroughput: 12,000 read, 4,000 write units a second → 15,000 read, 1 write units a second",
      ],
      calls: [{ operation: "UpdateTable", WarmThroughput: { ReadUnitsPerSecond: 15_000 } }],
    });
  });
});

describe("indexes", () => {
  it("are told apart by name from settings of other indexes", () => {
    const from =
      "billing: { read: 1, write: 1 }\nindexes: { ByA: { partitionKey: X S }, ByA.capacity: { partitionKey: Y S } }";
    const to =
      "billing: { read: 1, write: 1 }\nindexes: { ByA: { partitionKey: X S, capacity: { read: 2, write: 1 } }, ByA.capacity: { partitionKey: Y S } }";
    expect(plan(from, to).whats).toEqual(["change the capacity"]);
    expect(plan(to, "indexes: { ByA: { partitionKey: X S } }").whats).toEqual([
      "remove index ByA.capacity",
    ]);
  });

  it("are rebuilt one after the other, each missing only while it is built itself", () => {
    const of = (projection: string) =>
      `indexes: { ByA: { partitionKey: X S, projection: ${projection} }, ByB: { partitionKey: Y S, projection: ${projection} } }`;
    const { whats, calls } = plan(
      `${of("all")}\ntableClass: standard`,
      `${of("keys")}\ntableClass: infrequent-access`,
    );
    expect(whats).toEqual([
      "change the class to infrequent-access",
      ...["remove index ByA", "add index ByA", "remove index ByB", "add index ByB"],
    ]);
    expect(calls[2]).toMatchObject({
      AttributeDefinitions: [
        { AttributeName: "Id", AttributeType: "S" },
        { AttributeName: "Y", AttributeType: "S" },
        { AttributeName: "X", AttributeType: "S" },
      ],
    });
  });

  it("go before others come whose keys have an attribute with another type", () => {
    const from = "indexes: { ByA: { partitionKey: Y S }, ByB: { partitionKey: X S } }";
    const to = "indexes: { ByA: { partitionKey: X N }, ByB: { partitionKey: X N } }";
    expect(plan(from, to).whats).toEqual([
      ...["remove index ByB", "remove index ByA", "add index ByA", "add index ByB"],
    ]);
  });

  it("that stay until they are rebuilt get a capacity when billing becomes provisioned", () => {
    const { calls } = plan(
      "indexes: { ByA: { partitionKey: X S } }",
      "billing: { read: 5, write: 6 }\nindexes: { ByA: { partitionKey: X S, projection: keys } }",
    );
    const ProvisionedThroughput = { ReadCapacityUnits: 5, WriteCapacityUnits: 6 };
    expect(calls).toMatchObject([
      {
        BillingMode: "PROVISIONED",
        GlobalSecondaryIndexUpdates: [{ Update: { IndexName: "ByA", ProvisionedThroughput } }],
      },
      { GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: "ByA" } }] },
      { GlobalSecondaryIndexUpdates: [{ Create: { IndexName: "ByA", ProvisionedThroughput } }] },
    ]);
  });

  it("are compared by what they are, not by its words", () => {
    const of = (names: string) => `indexes: { ByA: { partitionKey: X S, projection: ${names} } }`;
    expect(plan(of('["a", "b"]'), of('["b", "a"]')).changes).toEqual([]);
    expect(plan(of('["a", "b"]'), of('["a, b"]')).changes).toHaveLength(1);
  });

  it("get their settings with them when they are built, and insights afterwards", () => {
    const of = (more: string) => `indexes: { ByA: { partitionKey: X ${more} } }`;
    const settings = "contributorInsights: throttled, maxThroughput: { read: 9 }";
    const built = {
      whats: ["add index ByA", "enable contributor insights of ByA"],
      calls: [
        {
          GlobalSecondaryIndexUpdates: [
            { Create: { OnDemandThroughput: { MaxReadRequestUnits: 9 } } },
          ],
        },
        { IndexName: "ByA", ContributorInsightsAction: "ENABLE" },
      ],
    };
    const insights = "+ indexes.ByA.contributorInsights: throttled";
    expect(plan("", of(`S, ${settings}`))).toMatchObject({
      ...built,
      changes: ["+ indexes.ByA: X S (all attributes)", insights],
      notes: [],
    });
    const { calls, whats, changes, notes } = plan(of(`S, ${settings}`), of(`N, ${settings}`), {
      itemCount: 1_204,
    });
    expect({ calls: calls.slice(1), whats: whats.slice(1) }).toMatchObject(built);
    expect(changes).toEqual([
      "~ indexes.ByA: X S (all attributes) → X N (all attributes)",
      insights,
    ]);
    expect(notes).toEqual([
      "indexes.ByA: removed and built from 1,204 items, as last counted; no query can use it meanwhile",
    ]);
  });

  it("that change in type together go before any of them comes", () => {
    const of = (type: string) =>
      `indexes: { ByA: { partitionKey: X ${type} }, ByB: { partitionKey: Y S, sortKey: X ${type} } }`;
    const { calls, whats } = plan(of("S"), of("N"));
    expect(whats.map(what => what.split(" ")[0])).toEqual(["remove", "remove", "add", "add"]);
    expect(calls[2]).toMatchObject({
      AttributeDefinitions: [
        { AttributeName: "Id", AttributeType: "S" },
        { AttributeName: "X", AttributeType: "N" },
      ],
    });
  });

  it("that are being deleted are gone", () => {
    const of = "indexes: { ByA: { partitionKey: X S } }";
    const deleting = { status: "DELETING", itemCount: 0, sizeBytes: 0, backfilling: false };
    const indexes = new Map([["ByA", deleting]]);
    expect(plan(of, of, { indexes }).whats).toEqual(["add index ByA"]);
    expect(plan(of, "", { indexes }).action).toBe("none");
  });
});

describe("a replacement", () => {
  it.each([
    ["", "sortKey: At N", "~ key: Id S → Id S, At N", "the key of a table cannot change"],
    [
      "sortKey: At N",
      "sortKey: At N\nlocalIndexes: { ByL: { sortKey: X S } }",
      "+ localIndexes.ByL: Id S, X S (all attributes)",
      "local indexes are made with the table or never",
    ],
  ])("is what it takes from %j to %j", (from, to, change, reason) => {
    const found = planTable(fileTable(to), awsTable(fileTable(from), { itemCount: 1 }), now);
    expect(found.changes.map(({ replaces }) => replaces)).toEqual([reason]);
    expect(plan(from, to, { itemCount: 1 })).toMatchObject({
      action: "replace",
      changes: [change],
      whats: ["create table Orders"],
      notes: ["its 1 item, as last counted, goes with it"],
    });
  });
});

describe("a table", () => {
  it("is created with all that its file says and all that is on", () => {
    const whole = `billing: { read: 5, write: 5 }
ttl: At
stream: false
pointInTimeRecovery: true
contributorInsights: true
tags: { team: shop }
indexes: { By.A: { partitionKey: A S, capacity: { read: 1, write: 1 }, contributorInsights: throttled } }
`;
    const { action, changes, steps } = planTable(fileTable(whole), undefined, now);
    expect(action).toBe("create");
    expect(changes.map(({ setting, to }) => `${setting}: ${to}`)).toEqual([
      "key: Id S",
      "billing: 5 read, 5 write units",
      "contributorInsights: accessed-and-throttled",
      'indexes."By.A": A S (all attributes)',
      'indexes."By.A".capacity: 1 read, 1 write units',
      'indexes."By.A".contributorInsights: throttled',
      "ttl: At",
      "pointInTimeRecovery: on",
      "tags.team: shop",
    ]);
    expect(steps.map(({ what }) => what)).toEqual([
      "create table Orders",
      "expire items by At",
      "enable point-in-time recovery",
      "enable contributor insights",
      "enable contributor insights of By.A",
    ]);
  });

  it("that is being deleted is to be created", () => {
    expect(plan("", "", { status: "DELETING" })).toMatchObject({
      action: "create",
      notes: ["the table of this name is being deleted"],
    });
  });

  it("whose key only KMS can tell is left as it is, with a note", () => {
    expect(plan("encryption: { key: k1 }", "encryption: { key: alias/orders }")).toMatchObject({
      action: "none",
      notes: [expect.stringContaining("whether alias/orders is arn:aws:kms:")],
    });
    expect(plan("encryption: aws-managed", "encryption: aws-managed").action).toBe("none");
  });

  it("keeps tags that AWS has set", () => {
    const live = awsTable(fileTable());
    const tags = new Map([["aws:cloudformation:stack-name", "shop"]]);
    const tagged = { ...live, schema: { ...live.schema, tags } };
    expect(planTable(fileTable("tags: {}"), tagged, now).action).toBe("none");
  });
});

describe("what a target does not tell", () => {
  it.each([
    "ttl: At",
    "maxThroughput: { read: 1 }",
    "warmThroughput: { read: 1 }",
    "contributorInsights: true",
    "pointInTimeRecovery: true",
    "encryption: aws-managed",
    "deletionProtection: true",
    "tableClass: infrequent-access",
    "tags: { a: b }",
  ])("is no difference, but is noted: %s", wanted => {
    const { action, notes } = planTable(fileTable(wanted), emulatedTable(fileTable()), now);
    const [setting] = wanted.split(":");
    const note = `${setting}: the target does not tell it, so it is left as it is`;
    expect({ action, notes }).toEqual({ action: "none", notes: [note] });
  });

  it.each([
    "ttl: false",
    "maxThroughput: false",
    "contributorInsights: false",
    "pointInTimeRecovery: false",
    "encryption: aws-owned",
    "deletionProtection: false",
    "tableClass: standard",
    "tags: {}",
  ])("is as wanted where that is nothing special: %s", wanted => {
    const { action, notes } = planTable(fileTable(wanted), emulatedTable(fileTable()), now);
    expect({ action, notes }).toEqual({ action: "none", notes: [] });
  });
});

describe("AWS's windows", () => {
  const windows = {
    onDemandAt: new Date(now.getTime() - 3 * 3_600_000),
    classAt: new Date(now.getTime() - 12 * 86_400_000),
    decreasesToday: 4,
  };

  it.each([
    [
      "billing: { read: 5, write: 5 }",
      "billing: on-demand",
      "AWS takes 4 switches to on-demand in 24 hours; the last was 3 hours ago",
    ],
    [
      "billing: { read: 5, write: 5 }",
      "billing: { read: 4, write: 5 }",
      "AWS takes 4 decreases a day, and one more in an hour without; there were 4 today",
    ],
    [
      "",
      "tableClass: infrequent-access",
      "AWS takes 2 changes of the class in 30 days; the last was 12 days ago",
    ],
    [
      "ttl: At",
      "ttl: Then",
      "AWS switches time to live off first, and on again up to an hour later: apply twice",
    ],
  ])("hold up a change from %j to %j", (from, to, hold) => {
    expect(plan(from, to, { windows }).holds).toEqual([hold]);
    const { changes } = planTable(fileTable(to), emulatedTable(fileTable(from), { windows }), now);
    expect(changes.flatMap(change => change.hold ?? [])).toEqual([]);
  });

  it.each([
    ["billing: { read: 5, write: 5 }", "billing: { read: 6, write: 5 }"],
    ["", "billing: { read: 5, write: 5 }"],
    ["", "ttl: At"],
  ])("hold nothing up from %j to %j", (from, to) => {
    expect(plan(from, to, { windows }).holds).toEqual([]);
  });
});
