import { afterEach, describe, expect, it } from "vitest";
import type { Client } from "../../../src/dynamodb/client.ts";
import { connect, embeddedEndpoint } from "../../../src/dynamodb/connect.ts";
import { type ApplyOptions, applyTable } from "../../../src/schema/apply/apply.ts";
import { inspectTable } from "../../../src/schema/inspect.ts";
import { parseTableSchemas } from "../../../src/schema/parse.ts";
import { planTable } from "../../../src/schema/plan/plan-table.ts";
import type { TableSchema } from "../../../src/schema/schema.ts";
import type { ControlPlaneOptions } from "../../support/control-plane/plane.ts";
import { type ControlPlaneServer, startControlPlane } from "../../support/control-plane.ts";
import { type Faults, startFaultProxy } from "../../support/fault-proxy.ts";

const ended: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end();
});

interface Aws {
  readonly server: ControlPlaneServer;
  readonly client: Client;
  apply(wanted: TableSchema, more?: Partial<ApplyOptions>): ReturnType<typeof applyTable>;
  plan(wanted: TableSchema): Promise<ReturnType<typeof planTable>>;
}

async function aws(options: ControlPlaneOptions = {}, faults?: Faults): Promise<Aws> {
  const server = await startControlPlane(options);
  ended.push(() => server.close());
  const proxy = faults && (await startFaultProxy(server.url, faults));
  if (proxy) ended.push(() => proxy.close());
  const client = await clientOf(proxy?.url ?? server.url);
  const sound = await clientOf(server.url);
  return {
    server,
    client,
    apply: (wanted, more = {}) => applyTable(client, wanted, { target: "aws", ...more }),
    plan: async wanted =>
      planTable(wanted, await inspectTable(sound, wanted.table, "all"), new Date()),
  };
}

async function clientOf(url: URL): Promise<Client> {
  const client = await connect(embeddedEndpoint(url, { maxConnections: 8 }), "wire");
  ended.push(() => client.close());
  return client;
}

function tableOf(rest = "", table = "Orders"): TableSchema {
  const [schema] = parseTableSchemas(`table: ${table}\npartitionKey: Id S\n${rest}`, "t.yaml");
  if (schema === undefined) throw new Error("no table");
  return schema;
}

const whole = tableOf(`sortKey: At N
billing: { read: 5, write: 5 }
ttl: ExpiresAt
stream: keys-only
pointInTimeRecovery: { days: 7 }
contributorInsights: true
tags: { team: orders, stage: test }
indexes:
  ByAge: { partitionKey: Age N }
  ByName: { partitionKey: [Name S, City S], sortKey: [Zip S, Street S], projection: keys }
localIndexes:
  ByDay: { sortKey: Day N }
`);
const changed = tableOf(`sortKey: At N
billing: on-demand
maxThroughput: { read: 100, write: 50 }
warmThroughput: { read: 15000, write: 5000 }
stream: new-and-old-images
pointInTimeRecovery: true
contributorInsights: false
deletionProtection: true
tableClass: infrequent-access
encryption: { key: k-1234 }
tags: { team: shop }
indexes:
  ByName: { partitionKey: [Name S, City S], projection: all, maxThroughput: { read: 10 } }
  ByMail: { partitionKey: Mail S, contributorInsights: throttled }
localIndexes:
  ByDay: { sortKey: Day N }
`);

describe("applyTable on AWS's rules, synthetic", () => {
  it.each([{}, { looks: 3, backfill: 3, backupsIn: 3 }, { lag: 3 }])(
    "makes a table and every change of it, synthetic: %j",
    async pace => {
      const { apply, plan } = await aws(pace);
      const made = await apply(whole);
      expect(made).toMatchObject({ action: "create", held: [], notes: [] });
      expect(made.done).toEqual([
        "create table Orders",
        "expire items by ExpiresAt",
        "enable point-in-time recovery",
        "enable contributor insights",
      ]);
      expect((await plan(whole)).changes).toEqual([]);
      const statuses: string[] = [];
      const after = await apply(changed, { onWait: status => statuses.push(status) });
      expect(after).toMatchObject({ action: "change", held: [], notes: [] });
      expect((await plan(changed)).changes).toEqual([]);
      expect(statuses).toContain("index ByMail BACKFILLING");
    },
  );

  it("tells what a window holds up, does the rest, and goes on later, synthetic", async () => {
    const { apply, plan, server } = await aws();
    await apply(tableOf("ttl: Old"));
    const wanted = tableOf("ttl: New\nstream: keys-only");
    const first = await apply(wanted);
    expect(first).toMatchObject({
      done: ["stream keys-only"],
      held: [{ what: "stop expiring items by Old", why: expect.stringContaining("AWS switches") }],
    });
    server.plane.advance(3_600_000);
    const second = await apply(wanted);
    expect(second.done).toEqual(["stop expiring items by Old"]);
    expect(second.held).toMatchObject([{ what: "expire items by New" }]);
    server.plane.advance(3_600_000);
    expect(await apply(wanted)).toMatchObject({ done: ["expire items by New"], held: [] });
    expect((await plan(wanted)).changes).toEqual([]);
  });

  it.each([
    {
      name: "the class",
      files: ["tableClass: standard", "tableClass: infrequent-access"],
      changes: 2,
    },
    {
      name: "billing",
      files: ["billing: { read: 1, write: 1 }", "billing: on-demand"],
      changes: 8,
    },
    {
      name: "capacity",
      files: [9, 8, 7, 6, 5, 4].map(read => `billing: { read: ${read}, write: 9 }`),
      changes: 4,
    },
  ])("tells that a window holds up $name, synthetic", async ({ files, changes }) => {
    const { apply } = await aws();
    for (let at = 0; at <= changes; at += 1) {
      expect((await apply(tableOf(files[at % files.length]))).held).toEqual([]);
    }
    const { done, held } = await apply(tableOf(files[(changes + 1) % files.length]));
    expect(done).toEqual([]);
    expect(held).toMatchObject([{ why: expect.stringMatching(/AWS takes|are limited/) }]);
  });

  it.each(["LimitExceededException", "ResourceInUseException"])(
    "waits out %s, synthetic",
    async code => {
      let left = 6;
      const { apply, plan } = await aws({}, (_n, operation) => {
        if (operation !== "UpdateTable" || left === 0) return undefined;
        left -= 1;
        return { kind: "error", status: 400, code, message: "one change at a time" };
      });
      await apply(tableOf());
      const statuses: string[] = [];
      const wanted = tableOf("stream: keys-only");
      await apply(wanted, { onWait: status => statuses.push(status) });
      expect(statuses).toContain("one change at a time");
      expect((await plan(wanted)).changes).toEqual([]);
    },
  );

  it.each(["LimitExceededException", "ResourceInUseException"])(
    "tells %s that lasts, with what was done and what was not, synthetic",
    async code => {
      let updates = 0;
      const { apply } = await aws({}, (_n, operation) => {
        if (operation !== "UpdateTable") return undefined;
        updates += 1;
        if (updates === 1) return undefined;
        return { kind: "error", status: 400, code, message: "one change at a time" };
      });
      await apply(tableOf());
      const wanted = tableOf("deletionProtection: true\nstream: keys-only\nttl: At");
      await expect(apply(wanted, { waitMs: 200 })).rejects.toMatchObject({
        kind: "failed",
        message: "Orders on aws is not ready in time (one change at a time)",
        done: ["enable deletion protection"],
        left: ["stream keys-only", "expire items by At"],
        hint: `done: enable deletion protection
not done: stream keys-only, expire items by At
the same command goes on from there`,
      });
    },
  );

  it("tells that an index stays CREATING, and goes on once it is ACTIVE, synthetic", async () => {
    const { apply, plan } = await aws({ backfill: 40 });
    await apply(tableOf());
    const wanted = tableOf("indexes: { ByAge: { partitionKey: Age N } }\nttl: At");
    await expect(apply(wanted, { waitMs: 100 })).rejects.toMatchObject({
      kind: "failed",
      message: "Orders on aws is not ready in time (index ByAge BACKFILLING)",
      done: ["add index ByAge"],
      left: ["expire items by At"],
      hint: expect.stringContaining("dyn table wait Orders -t aws --for active"),
    });
    for (let look = 0; look < 40; look += 1) await plan(wanted);
    expect(await apply(wanted)).toMatchObject({ done: ["expire items by At"] });
    expect((await plan(wanted)).changes).toEqual([]);
  });

  it("tells that the table was deleted meanwhile, synthetic", async () => {
    const { apply, server } = await aws();
    await apply(tableOf());
    await expect(
      apply(tableOf("stream: keys-only\nttl: At"), {
        onStep: (what, state) => {
          if (what === "stream keys-only" && state === "done") server.plane.drop("Orders");
        },
      }),
    ).rejects.toMatchObject({
      message: "Orders on aws was deleted meanwhile",
      done: ["stream keys-only"],
      left: ["expire items by At"],
    });
  });

  it("takes what AWS refuses for a mistake, synthetic", async () => {
    const { apply } = await aws({}, (_n, _operation, _headers, body) =>
      body.includes("SSESpecification")
        ? { kind: "error", status: 400, code: "ValidationException", message: "no such key" }
        : undefined,
    );
    await apply(tableOf());
    await expect(apply(tableOf("encryption: { key: nothing }"))).rejects.toMatchObject({
      kind: "failed",
      message: "Orders: no such key",
      done: [],
      left: ["change the encryption"],
    });
  });

  it("replaces a table by what is in it, not by its count, synthetic", async () => {
    const { apply, plan, server } = await aws({ looks: 2, lag: 2 });
    await apply(tableOf());
    server.plane.fill("Orders", 1);
    const wanted = tableOf("sortKey: At N\nttl: ExpiresAt");
    await expect(apply(wanted, { allowReplace: true })).rejects.toThrow("has items");
    expect(await apply(wanted, { allowReplace: true, deleteItems: true })).toMatchObject({
      action: "replace",
      done: ["delete table Orders", "create table Orders", "expire items by ExpiresAt"],
    });
    expect((await plan(wanted)).changes).toEqual([]);
  });
});
