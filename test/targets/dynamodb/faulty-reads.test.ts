// biome-ignore-all lint/suspicious/noTemplateCurlyInString: items are made of templates
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { parseProjection } from "../../../src/expressions/parse.ts";
import type { Entity, StatementAction } from "../../../src/scenario/scenario.ts";
import type { Target } from "../../../src/targets/target.ts";
import type { Item } from "../../../src/values/attribute.ts";
import { uniqueTable } from "../../support/engine.ts";
import { type Fault, throttle } from "../../support/fault-proxy.ts";
import { entityOf, range, schemaOf, scopeOf, uniform } from "../things.ts";
import { cancelledByConflict, firstOf, Opened } from "./behind.ts";
import { partiql } from "./partiql.ts";

const opened = new Opened();
afterEach(() => opened.close());

async function stored(target: Target, count: number, note = "short"): Promise<Entity> {
  const item = { Owner: "o", Id: "id-${pad(i, 4)}", Note: note };
  const entity = entityOf(uniqueTable(), item);
  await target.ensureTable(schemaOf(entity.table));
  const loader = await target.loader(entity);
  for (let first = 0; first < count; first += 25) {
    const indexes = range(first, Math.min(first + 25, count));
    await loader.write({ ...scopeOf(0), indexes });
  }
  return entity;
}

describe("the reader behind faults, synthetic", () => {
  it("fetches every key, however few are read at a time", async () => {
    const { target } = await opened.behind((_, operation) =>
      operation === "BatchGetItem" ? { kind: "partial", processed: 7 } : undefined,
    );
    const entity = await stored(target, 120);
    const scope = { ...scopeOf(0), indexes: range(0, 130) };
    const items = await target.reader.fetch(entity, scope);
    expect(items.filter(item => item !== undefined)).toHaveLength(120);
    expect(items.slice(120).every(item => item === undefined)).toBe(true);
  });

  it("goes on after more resets, cut replies, errors and throttles than a client does", async () => {
    const faults: readonly Fault[] = [
      { kind: "resetBefore" },
      { kind: "truncate", bodyBytes: 10 },
      { kind: "error", status: 500, code: "InternalServerError" },
      throttle("TableReadProvisionedThroughputExceeded", "arn:table"),
    ];
    const counts = { BatchGetItem: 0, Scan: 0 };
    const { target } = await opened.behind((_, operation) => {
      if (operation !== "BatchGetItem" && operation !== "Scan") return undefined;
      const count = counts[operation]++;
      // Every tenth request goes well, when a client has made four tries twice.
      return count % 10 === 9 ? undefined : faults[count % faults.length];
    });
    const entity = await stored(target, 30, "${text(200000)}");
    const scope = { ...scopeOf(0), indexes: range(0, 30) };
    const items = await target.reader.fetch(entity, scope);
    expect(items.every(item => item !== undefined)).toBe(true);
    const scanned: Item[] = [];
    for await (const page of target.reader.scan({ table: entity.table, select: ["Id"] })) {
      scanned.push(...page);
    }
    expect(new Set(scanned.map(({ Id }) => JSON.stringify(Id))).size).toBe(30);
    expect(scanned).toHaveLength(30);
  });

  it("reads together once a conflict has passed", async () => {
    const faults = Array.from({ length: 4 }, () => cancelledByConflict);
    const { target, proxy } = await opened.behind(firstOf("TransactGetItems", ...faults));
    const entity = await stored(target, 3);
    const scope = { ...scopeOf(0), indexes: [0, 1, 2] };
    const items = await target.reader.fetch(entity, scope, { snapshot: true });
    expect(items.every(item => item !== undefined)).toBe(true);
    const tries = proxy.seen.filter(({ operation }) => operation === "TransactGetItems");
    expect(tries).toHaveLength(5);
  });

  it("says at once what no other try would better", async () => {
    const denied = { kind: "error", status: 400, code: "AccessDeniedException" } as const;
    const reads = ["BatchGetItem", "TransactGetItems", "Scan"];
    const { target, proxy } = await opened.behind((_, operation) =>
      reads.includes(operation) ? denied : undefined,
    );
    const entity = await stored(target, 1);
    const scope = { ...scopeOf(0), indexes: [0] };
    const wanted = { kind: "denied", service: { code: "AccessDeniedException" } };
    await expect(target.reader.fetch(entity, scope)).rejects.toMatchObject(wanted);
    await expect(target.reader.fetch(entity, scope, { snapshot: true })).rejects.toMatchObject(
      wanted,
    );
    const pages = target.reader.scan({ table: entity.table })[Symbol.asyncIterator]();
    await expect(pages.next()).rejects.toMatchObject(wanted);
    expect(proxy.seen.filter(({ operation }) => reads.includes(operation))).toHaveLength(3);
  });
});

describe("pages behind faults, synthetic", () => {
  it("fail with the page that does, and count what was read until then", async () => {
    let pages = 0;
    const { target } = await opened.behind((_, operation) => {
      if (operation !== "Scan") return undefined;
      pages += 1;
      return pages === 3
        ? { kind: "error", status: 400, code: "AccessDeniedException" }
        : undefined;
    });
    const entity = await stored(target, 10);
    const scan = { kind: "scan", table: entity.table, limit: 2, consistent: true } as const;
    const prepared = await target.prepare({ ...scan, pages: Number.POSITIVE_INFINITY });
    const outcome = await prepared(scopeOf(0));
    expect(outcome).toMatchObject({
      status: "failed",
      code: "AccessDeniedException",
      items: 4,
      attempts: 3,
      requests: 3,
    });
    expect(outcome.consumed).toHaveLength(1);
  });

  it("are no retries, but sent again are", async () => {
    const { target } = await opened.behind(
      firstOf("Scan", undefined, { kind: "error", status: 500, code: "InternalServerError" }),
    );
    const entity = await stored(target, 6);
    const scan = { kind: "scan", table: entity.table, limit: 2, consistent: true } as const;
    const prepared = await target.prepare({ ...scan, pages: 3 });
    expect(await prepared(scopeOf(0))).toMatchObject({ items: 6, attempts: 4, requests: 3 });
  });

  it("begin each where the one before ended, in an index too", async () => {
    const { target, proxy } = await opened.behind(() => undefined);
    const entity = await stored(target, 5);
    const select = parseProjection("Id");
    const scan = { kind: "scan", table: entity.table, limit: 2, consistent: true, select } as const;
    const prepared = await target.prepare({ ...scan, pages: 3 });
    expect(await prepared(scopeOf(0))).toMatchObject({ items: 5, attempts: 3 });
    const starts = proxy.seen
      .filter(({ operation }) => operation === "Scan")
      .map(({ body }) => JSON.parse(body).ExclusiveStartKey?.Id);
    expect(starts).toEqual([undefined, { S: "id-0001" }, { S: "id-0003" }]);
  });
});

describe("a statement behind faults, synthetic", () => {
  const statement = (text: string): StatementAction => ({
    ...partiql(text),
    pages: Number.POSITIVE_INFINITY,
  });

  it("is sent again when it only reads, and never when it writes", async () => {
    const lost = { kind: "resetAfter" } as const;
    const { target, proxy } = await opened.behind(
      firstOf("ExecuteStatement", lost, undefined, lost),
    );
    const { table } = await stored(target, 3);
    const select = await target.prepare(statement(`SELECT * FROM "${table}" WHERE Owner = 'o'`));
    expect(await select(scopeOf(0))).toMatchObject({ status: "ok", items: 3, attempts: 2 });
    const insert = `INSERT INTO "${table}" VALUE {'Owner': 'x', 'Id': 'y'}`;
    const write = await target.prepare(statement(insert));
    expect(await write(scopeOf(0))).toMatchObject({ status: "unknown", items: 0, attempts: 1 });
    expect(proxy.seen.filter(({ operation }) => operation === "ExecuteStatement")).toHaveLength(3);
  });

  it("is read page by page by its token", async () => {
    const asked: unknown[] = [];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", chunk => chunks.push(chunk));
      request.on("end", () => {
        const { NextToken } = JSON.parse(Buffer.concat(chunks).toString());
        asked.push(NextToken);
        const page = asked.length;
        const items = range(0, page).map(at => ({ Id: { S: `${page}-${at}` } }));
        const more = page < 3 ? { NextToken: `"to\\ken" ${page}` } : {};
        response.end(JSON.stringify({ Items: items, ...more }));
      });
    });
    await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const target = await opened.target(new URL(`http://127.0.0.1:${port}`));
      const prepared = await target.prepare(statement("SELECT * FROM T"), { capture: true });
      const outcome = await prepared(scopeOf(0));
      expect(outcome).toMatchObject({ status: "ok", items: 6, attempts: 3 });
      expect(outcome.captured).toHaveLength(6);
      expect(asked).toEqual([undefined, '"to\\ken" 1', '"to\\ken" 2']);
    } finally {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    }
  });
});

describe("a batch behind faults, synthetic", () => {
  it("counts the items that were found, over all rounds", async () => {
    const { target } = await opened.behind((_, operation) =>
      operation === "BatchGetItem" ? { kind: "partial", processed: 2 } : undefined,
    );
    const entity = await stored(target, 3);
    const batch = { kind: "batchGet", entity, pick: uniform, size: 5, consistent: true } as const;
    const prepared = await target.prepare(batch, { capture: true });
    const outcome = await prepared(scopeOf(0, { indexes: [0, 1, 50, 51, 2] }));
    expect(outcome).toMatchObject({ status: "ok", items: 3, attempts: 3 });
    expect(outcome).not.toHaveProperty("requests");
    expect(outcome.captured).toHaveLength(3);
  });
});

describe("requests that wait", () => {
  it("are those without a connection", async () => {
    const { target } = await opened.behind(() => ({ kind: "silence" }));
    const plain = await opened.target();
    const entity = await stored(plain, 1);
    expect(target.waiting()).toBe(0);
    const stop = new AbortController();
    const prepared = await target.prepare(partiql(`SELECT * FROM "${entity.table}"`));
    // Eight connections, none of which is ever answered on.
    const sent = range(0, 11).map(() => prepared(scopeOf(0), stop.signal));
    await expect.poll(() => target.waiting()).toBe(3);
    stop.abort();
    await Promise.all(sent);
    expect(target.waiting()).toBe(0);
  });
});
