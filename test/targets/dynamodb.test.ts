import { afterEach, describe, expect, it, vi } from "vitest";
import { clientNames } from "../../src/dynamodb/client.ts";
import { embeddedEndpoint } from "../../src/dynamodb/connect.ts";
import { openTarget } from "../../src/targets/registry.ts";
import type { Target } from "../../src/targets/target.ts";
import { engine, uniqueTable } from "../support/engine.ts";
import { type FaultProxy, type Faults, startFaultProxy, throttle } from "../support/fault-proxy.ts";
import { describeTarget } from "./conformance.ts";
import { entityOf, range, schemaOf, scopeOf } from "./things.ts";

const open = async (client: (typeof clientNames)[number], url?: URL) =>
  openTarget(
    {
      kind: "dynamodb",
      endpoint: embeddedEndpoint(url ?? (await engine()).endpoint, { maxConnections: 8 }),
    },
    { name: "local", client },
  );

for (const client of clientNames) {
  describeTarget(`DynamoDB by ${client}`, {
    open: () => open(client),
    table: uniqueTable,
    queries: "by-key",
    pages: "requests",
    largePage: { items: 8, characters: 300_000 },
    largestItem: /\d{6} bytes.*400 KB/,
    nonsense: { where: "size(Owner) = 'x' and Count = Count", select: ["a", "a"] },
    dialect: "partiql",
    statements: {
      read: 'SELECT * FROM THINGS WHERE Owner = ? AND "Count" >= ?',
      insert: "INSERT INTO THINGS VALUE {'Owner': 'x', 'Id': ?}",
      update: "UPDATE THINGS SET A = 1 WHERE Owner = 'x' AND Id = ?",
      remove: "DELETE FROM THINGS WHERE Owner = 'x' AND Id = 'one'",
    },
    outcomes: {
      insertedTwice: "DuplicateItemException",
      updatedNone: {
        status: "failed",
        code: "ConditionalCheckFailedException",
        conditionFailed: true,
        items: 0,
      },
    },
  });
}

describe("DynamoDB as a target", () => {
  const closing: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  });

  async function behind(faults: Faults): Promise<{ target: Target; proxy: FaultProxy }> {
    const proxy = await startFaultProxy((await engine()).endpoint, faults);
    closing.push(() => proxy.close());
    const target = await open("wire", proxy.url);
    closing.push(() => target.close());
    return { target, proxy };
  }

  it("counts the capacity that reads and writes consume", async () => {
    const target = await open("wire");
    closing.push(() => target.close());
    const entity = entityOf(uniqueTable());
    await target.ensureTable(schemaOf(entity.table));
    const write = await target.prepare({
      kind: "batchWrite",
      entity,
      pick: { kind: "new" },
      size: 3,
    });
    const indexes = [0, 1, 2];
    expect(await write(scopeOf(0, { indexes }))).toMatchObject({
      consumed: [{ resource: entity.table, readUnits: 0, writeUnits: 3 }],
    });
    const get = { kind: "get", entity, pick: { kind: "uniform" } } as const;
    const consistently = await target.prepare({ ...get, consistent: true });
    expect(await consistently(scopeOf(1))).toMatchObject({
      consumed: [{ resource: entity.table, readUnits: 1, writeUnits: 0 }],
    });
  });

  it("asks a table for its keys once", async () => {
    const { target, proxy } = await behind(() => undefined);
    const entity = entityOf(uniqueTable());
    await target.ensureTable(schemaOf(entity.table));
    const before = proxy.seen.length;
    const pick = { kind: "uniform" } as const;
    await Promise.all([
      target.prepare({ kind: "get", entity, pick, consistent: false }),
      target.prepare({ kind: "put", entity, pick }),
      target.loader(entity),
    ]);
    const asked = proxy.seen.slice(before).map(({ operation }) => operation);
    expect(asked).toEqual(["DescribeTable"]);
  });

  it("sends what a batch leaves unprocessed again, and counts it as throttled", async () => {
    const partial = { kind: "partial", processed: 2 } as const;
    const { target } = await behind((_, operation) =>
      operation.startsWith("Batch") ? partial : undefined,
    );
    const entity = entityOf(uniqueTable());
    await target.ensureTable(schemaOf(entity.table));
    const scope = scopeOf(0, { indexes: [0, 1, 2, 3, 4] });
    const action = { entity, pick: { kind: "uniform" }, size: 5, consistent: false } as const;
    const write = await target.prepare({ ...action, kind: "batchWrite" });
    const again = { reason: "UnprocessedItems" };
    expect(await write(scope)).toMatchObject({
      status: "ok",
      attempts: 3,
      items: 5,
      consumed: [{ resource: entity.table, readUnits: 0, writeUnits: 5 }],
      throttles: [again, again],
    });
    const read = await target.prepare({ ...action, kind: "batchGet" });
    expect(await read(scope)).toMatchObject({
      status: "ok",
      attempts: 3,
      items: 5,
      throttles: [{ reason: "UnprocessedKeys" }, { reason: "UnprocessedKeys" }],
    });
  });

  it("counts what a batch has done before it fails", async () => {
    let batches = 0;
    const { target } = await behind((_, operation) => {
      if (!operation.startsWith("Batch")) return undefined;
      batches += 1;
      if (batches === 1) return { kind: "partial", processed: 2 };
      return { kind: "error", status: 400, code: "AccessDeniedException" };
    });
    const entity = entityOf(uniqueTable());
    await target.ensureTable(schemaOf(entity.table));
    const pick = { kind: "uniform" } as const;
    const write = await target.prepare({ kind: "batchWrite", entity, pick, size: 5 });
    expect(await write(scopeOf(0, { indexes: [0, 1, 2, 3, 4] }))).toMatchObject({
      status: "failed",
      code: "AccessDeniedException",
      attempts: 2,
      items: 2,
      consumed: [{ resource: entity.table, readUnits: 0, writeUnits: 2 }],
    });
  });

  it("gives up a batch that is never processed, as failed", async () => {
    let left: unknown;
    const { target } = await behind((_, operation) =>
      operation === "BatchWriteItem"
        ? { kind: "error", status: 200, code: "", members: { UnprocessedItems: left } }
        : undefined,
    );
    const entity = entityOf(uniqueTable());
    await target.ensureTable(schemaOf(entity.table));
    left = { [entity.table]: [{ PutRequest: {} }, { PutRequest: {} }] };
    const write = await target.prepare({
      kind: "batchWrite",
      entity,
      pick: { kind: "new" },
      size: 2,
    });
    // The shortest of all waits between the rounds.
    const random = vi.spyOn(Math, "random").mockReturnValue(0);
    closing.push(async () => random.mockRestore());
    expect(await write(scopeOf(0, { indexes: [0, 1] }))).toMatchObject({
      status: "failed",
      code: "UnprocessedItems",
      attempts: 10,
      items: 0,
    });
  });

  it("tells throttles by reason and resource", async () => {
    const arn = "arn:aws:dynamodb:eu-west-1:1:table/Things";
    let left = 2;
    const { target } = await behind((_, operation) =>
      operation === "PutItem" && left-- > 0
        ? throttle("TableWriteKeyRangeThroughputExceeded", arn)
        : undefined,
    );
    const entity = entityOf(uniqueTable());
    await target.ensureTable(schemaOf(entity.table));
    const put = await target.prepare({ kind: "put", entity, pick: { kind: "new" } });
    const each = { reason: "TableWriteKeyRangeThroughputExceeded", resource: arn };
    expect(await put(scopeOf(0))).toMatchObject({
      status: "ok",
      attempts: 3,
      throttles: [each, each],
    });
  });

  it("does not know the fate of a conditional write whose reply was cut off", async () => {
    const { target } = await behind((_, operation) =>
      operation === "UpdateItem" ? { kind: "resetAfter" } : undefined,
    );
    const entity = entityOf(uniqueTable());
    await target.ensureTable(schemaOf(entity.table));
    const update = [
      { kind: "add", path: ["Count"], value: { kind: "literal", value: { N: "1" } } },
    ] as const;
    const add = await target.prepare({ kind: "update", entity, pick: { kind: "uniform" }, update });
    expect(await add(scopeOf(0))).toMatchObject({
      status: "unknown",
      code: "ConnectionReset",
      attempts: 1,
    });
  });

  it("stops loading with a clear error when the store can no longer be reached", async () => {
    const { target, proxy } = await behind(() => undefined);
    const entity = entityOf(uniqueTable());
    await target.ensureTable(schemaOf(entity.table));
    const loader = await target.loader(entity);
    await proxy.close();
    await expect(loader.write({ ...scopeOf(0), indexes: range(0, 25) })).rejects.toMatchObject({
      kind: "connection",
      message: expect.stringContaining("cannot reach"),
    });
  });
});
