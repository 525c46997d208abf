import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { call } from "../../../src/dynamodb/call.ts";
import type { Client } from "../../../src/dynamodb/client.ts";
import { connect, embeddedEndpoint } from "../../../src/dynamodb/connect.ts";
import { type ApplyOptions, applyTable } from "../../../src/schema/apply/apply.ts";
import { inspectTable } from "../../../src/schema/inspect.ts";
import { parseTableSchemas } from "../../../src/schema/parse.ts";
import { planTable } from "../../../src/schema/plan/plan-table.ts";
import type { TableSchema } from "../../../src/schema/schema.ts";
import { engine, uniqueTable } from "../../support/engine.ts";

const options = { target: "local" };
let client: Client;

beforeAll(async () => {
  const { endpoint } = await engine();
  client = await connect(embeddedEndpoint(endpoint, { maxConnections: 8 }), "wire");
});

afterAll(async () => {
  await client.close();
});

function tableOf(table: string, rest = ""): TableSchema {
  const [schema] = parseTableSchemas(`table: ${table}\npartitionKey: Id S\n${rest}`, "t.yaml");
  if (schema === undefined) throw new Error("no table");
  return schema;
}

async function planOf(wanted: TableSchema) {
  const live = await inspectTable(client, wanted.table, "all");
  return planTable(wanted, live, new Date());
}

async function apply(wanted: TableSchema, more: Partial<ApplyOptions> = {}) {
  return applyTable(client, wanted, { ...options, ...more });
}

describe("applyTable", () => {
  it("makes a table that is missing, with what has calls of its own", async () => {
    const wanted = tableOf(
      uniqueTable("Apply"),
      "ttl: ExpiresAt\ntags: { team: identity }\nindexes: { ByAge: { partitionKey: Age N } }",
    );
    expect(await apply(wanted)).toEqual({
      table: wanted.table,
      action: "create",
      done: [`create table ${wanted.table}`, "expire items by ExpiresAt"],
      held: [],
      drift: [],
      notes: [],
    });
    expect((await planOf(wanted)).action).toBe("none");
    expect(await apply(wanted)).toMatchObject({ action: "none", done: [] });
  });

  it("makes every change, one after the other", async () => {
    const table = uniqueTable("Apply");
    await apply(
      tableOf(
        table,
        `ttl: Old
stream: keys-only
tags: { team: identity, old: gone }
indexes:
  ByAge: { partitionKey: Age N }
  ByName: { partitionKey: Name S, projection: keys }
`,
      ),
    );
    const wanted = tableOf(
      table,
      `billing: { read: 5, write: 5 }
ttl: New
stream: new-image
deletionProtection: true
tableClass: infrequent-access
tags: { team: people }
indexes:
  ByName: { partitionKey: Name S, projection: all }
  ByMail: { partitionKey: Mail S }
`,
    );
    const steps: string[] = [];
    const { action, done } = await apply(wanted, {
      onStep: (what, state) => steps.push(`${state} ${what}`),
    });
    expect(action).toBe("change");
    expect(steps).toEqual(done.flatMap(what => [`started ${what}`, `done ${what}`]));
    expect(done).toContain("remove index ByAge");
    expect((await planOf(wanted)).changes).toEqual([]);
    await apply(tableOf(table, "deletionProtection: false"));
  });

  it("leaves out what the target does not take, says so, and ends", async () => {
    const wanted = tableOf(uniqueTable("Apply"), "ttl: At\npointInTimeRecovery: true");
    const { done, notes } = await apply(wanted);
    expect(done).toEqual([`create table ${wanted.table}`, "expire items by At"]);
    expect(notes).toEqual([
      "pointInTimeRecovery: the target does not tell it, so it is left as it is",
    ]);
  });

  it("says why the target does not take an index, and does not end well", async () => {
    const old = tableOf(uniqueTable("Apply"));
    await apply(old);
    const wanted = tableOf(old.table, "indexes: { ByName: { partitionKey: [Name S, City S] } }");
    await expect(apply(wanted)).rejects.toMatchObject({
      kind: "failed",
      message: expect.stringMatching(/^Apply\S+: .*(HASH|key)/i),
      done: [],
      left: ["add index ByName"],
    });
  });

  it("leaves out a setting that the target does not take, with its reason", async () => {
    const old = tableOf(uniqueTable("Apply"), "encryption: aws-managed");
    await apply(old);
    const wanted = tableOf(old.table, "encryption: aws-owned\nstream: keys-only");
    const { done, notes } = await apply(wanted);
    expect(done).toEqual(["stream keys-only"]);
    expect(notes).toEqual([
      expect.stringMatching(/^local does not take it: change the encryption \(.+\); left out$/),
    ]);
  });

  it("refuses to replace a table unless it may", async () => {
    const old = tableOf(uniqueTable("Apply"));
    await apply(old);
    const wanted = {
      ...old,
      key: { partition: [{ name: "UserId", type: "S" as const }], sort: [] },
    };
    await expect(apply(wanted)).rejects.toMatchObject({
      kind: "failed",
      message: `${old.table} on local would have to be replaced, which is not allowed: key Id S → UserId S`,
      done: [],
    });
    expect((await planOf(old)).action).toBe("none");
  });

  it("replaces a table that is empty", async () => {
    const old = tableOf(uniqueTable("Apply"));
    await apply(old);
    const wanted = tableOf(old.table, "sortKey: At N\nttl: ExpiresAt");
    expect(await apply(wanted, { allowReplace: true })).toMatchObject({
      action: "replace",
      done: [`delete table ${old.table}`, `create table ${old.table}`, "expire items by ExpiresAt"],
    });
    expect((await planOf(wanted)).action).toBe("none");
  });

  it("replaces a table with items only when they may go, however old its count is", async () => {
    const old = tableOf(uniqueTable("Apply"));
    await apply(old);
    await call(client, "PutItem", { TableName: old.table, Item: { Id: { S: "a" } } });
    const wanted = tableOf(old.table, "sortKey: At N");
    await expect(apply(wanted, { allowReplace: true })).rejects.toMatchObject({
      message: `${old.table} on local has items, which its replacement would delete`,
    });
    expect(await apply(wanted, { allowReplace: true, deleteItems: true })).toMatchObject({
      action: "replace",
    });
  });

  it("looks for items again when the deletion has to be tried again", async () => {
    const old = tableOf(uniqueTable("Apply"));
    await apply(old);
    const error = { code: "ResourceInUseException", message: "in use", status: 400 };
    const busy: Client = {
      ...client,
      prepare: template => client.prepare(template),
      send: async (operation, input, more) => {
        if (operation !== "DeleteTable") return client.send(operation, input, more);
        await call(client, "PutItem", { TableName: old.table, Item: { Id: { S: "a" } } });
        return { outcome: "failed", error, attempts: 1, throttles: [] };
      },
    };
    const wanted = tableOf(old.table, "sortKey: At N");
    const replacing = applyTable(busy, wanted, { ...options, allowReplace: true, waitMs: 2_000 });
    await expect(replacing).rejects.toMatchObject({
      message: `${old.table} on local has items, which its replacement would delete`,
    });
  });

  it("replaces no table that is protected against deletion", async () => {
    const old = tableOf(uniqueTable("Apply"), "deletionProtection: true");
    await apply(old);
    await expect(
      apply(tableOf(old.table, "sortKey: At N"), { allowReplace: true }),
    ).rejects.toThrow("is protected against deletion");
    await apply({ ...old, deletionProtection: false });
  });

  it("ensures that a table is there, whole, and changes none that is", async () => {
    const wanted = tableOf(uniqueTable("Apply"), "ttl: ExpiresAt");
    expect(await apply(wanted, { ensure: true })).toMatchObject({
      action: "create",
      done: [`create table ${wanted.table}`, "expire items by ExpiresAt"],
    });
    const other = tableOf(wanted.table, "ttl: Until\nstream: keys-only");
    expect(await apply(other, { ensure: true })).toEqual({
      table: wanted.table,
      action: "none",
      done: [],
      held: [],
      drift: ["ttl", "stream"],
      notes: [],
    });
    expect((await planOf(wanted)).action).toBe("none");
  });

  it("ends at once when interrupted", async () => {
    const signal = AbortSignal.abort();
    await expect(apply(tableOf(uniqueTable("Apply")), { signal })).rejects.toMatchObject({
      kind: "interrupted",
    });
  });
});
