import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { Rate } from "../../../src/data/transfer/rate.ts";
import {
  type Chunk,
  isBad,
  type Position,
  type Source,
} from "../../../src/data/transfer/source.ts";
import { type TablePart, tableSource } from "../../../src/data/transfer/table-source.ts";
import type { Client } from "../../../src/dynamodb/client.ts";
import { connect, embeddedEndpoint } from "../../../src/dynamodb/connect.ts";
import { systemClock } from "../../../src/engine/clock.ts";
import { parseCondition, parseProjection } from "../../../src/expressions/parse.ts";
import type { Item } from "../../../src/values/attribute.ts";
import { engine, thisHost } from "../../support/engine.ts";
import { type Faults, startFaultProxy, throttle } from "../../support/fault-proxy.ts";
import { startLyingProxy } from "../../support/lying-proxy.ts";
import { tableWith } from "../../support/tables.ts";

const total = 60;
const all: readonly Item[] = Array.from({ length: total }, (_, n) => ({
  Pk: { S: `p-${n % 7}` },
  Sk: { N: `${n}` },
  Group: { S: n % 2 === 0 ? "even" : "odd" },
  Rank: { N: `${n}` },
  Text: { S: `"}],{[\\ ü 🙂 \u0007 ${n}` },
}));
const clock = systemClock({ ...thisHost, now: Date.now, cpuMicros: () => 0 });
const { signal } = new AbortController();

let table: string;
beforeAll(async () => {
  table = await tableWith(all);
});

const closings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closings.splice(0).reverse()) await close();
});

async function clientAt(url: URL): Promise<Client> {
  const endpoint = { ...embeddedEndpoint(url, { maxConnections: 8 }), requestTimeoutMs: 300 };
  const client = await connect(endpoint, "wire");
  closings.push(() => client.close());
  return client;
}

async function sourceOf(part: Partial<TablePart> = {}, url?: URL): Promise<Source> {
  const at = url ?? (await engine()).endpoint;
  const whole = { table, segments: 1, ...part };
  return tableSource(await clientAt(at), whole, { rate: new Rate({ clock }), at });
}

async function chunksOf(source: Source, from?: readonly (Position | undefined)[]) {
  const chunks: Chunk[] = [];
  for (let lane = 0; lane < source.lanes; lane += 1) {
    for await (const chunk of source.read(lane, from?.[lane], signal)) chunks.push(chunk);
  }
  return chunks;
}

function itemsOf(chunks: readonly Chunk[]): Item[] {
  return chunks.flatMap(({ records }) =>
    records.map(record => {
      if (isBad(record)) throw new Error(record.problem);
      return record.item.item;
    }),
  );
}

const bySk = (items: readonly Item[]) =>
  items.toSorted((one, other) => Number(Object(one.Sk).N) - Number(Object(other.Sk).N));

describe("a table as a source", () => {
  it.each([1, 3])("gives each item once, as it is, from %i segments", async segments => {
    const chunks = await chunksOf(await sourceOf({ segments, pageSize: 4 }));
    expect(bySk(itemsOf(chunks))).toEqual(all);
    expect(new Set(chunks.map(({ lane }) => lane)).size).toBe(segments);
    expect(chunks.every(({ readUnits }) => readUnits > 0)).toBe(true);
  });

  it("goes on after each chunk, also after the last", async () => {
    const chunks = await chunksOf(await sourceOf({ pageSize: 7 }));
    const whole = itemsOf(chunks);
    for (const [at, { next }] of chunks.entries()) {
      const stored = JSON.parse(JSON.stringify(next)) as Position;
      const rest = itemsOf(await chunksOf(await sourceOf({ pageSize: 7 }), [stored]));
      expect([...itemsOf(chunks.slice(0, at + 1)), ...rest]).toEqual(whole);
    }
  });

  it("leaves out what was not asked for, and reads an index", async () => {
    const filtered = await sourceOf({
      index: "ByGroup",
      filter: parseCondition("`Group` = 'even'"),
      select: parseProjection("Sk"),
    });
    const sks = itemsOf(await chunksOf(filtered));
    expect(bySk(sks)).toEqual(all.filter((_, n) => n % 2 === 0).map(({ Sk }) => ({ Sk })));
  });

  it("asks for smaller pages when units are held to a rate", async () => {
    const at = (await engine()).endpoint;
    const seen = await startFaultProxy(at, () => undefined);
    closings.push(() => seen.close());
    const rate = new Rate({ perSecond: 5, clock });
    const source = tableSource(await clientAt(seen.url), { table, segments: 2 }, { rate, at });
    expect(itemsOf(await chunksOf(source)).length).toBe(total);
    const limits = seen.seen.map(({ body }) => JSON.parse(body).Limit);
    expect(limits.every(limit => limit >= 1 && limit <= 300)).toBe(true);
  });
});

describe("a table behind faults (synthetic)", () => {
  const through = async (faults: Faults, part: Partial<TablePart> = {}) => {
    const proxy = await startFaultProxy((await engine()).endpoint, faults);
    closings.push(() => proxy.close());
    return sourceOf({ pageSize: 5, segments: 2, ...part }, proxy.url);
  };

  it.each([
    ["resets", { kind: "resetAfter" }],
    ["truncation", { kind: "truncate", bodyBytes: 700 }],
    ["silence", { kind: "silence" }],
    ["wrong checksums", { kind: "corrupt" }],
    ["failures", { kind: "error", status: 500, code: "InternalServerError" }],
  ] as const)("gives each item once through %s", async (_, fault) => {
    const source = await through(n => (n % 3 === 2 && n < 20 ? fault : undefined));
    expect(bySk(itemsOf(await chunksOf(source)))).toEqual(all);
  });

  it("is waited for when it is throttled longer than the client's own retries take", async () => {
    const throttled = throttle("TableReadKeyRangeThroughputExceeded", "arn:x");
    const source = await through(n => (n > 2 && n < 12 ? throttled : undefined));
    expect(bySk(itemsOf(await chunksOf(source)))).toEqual(all);
  });

  it("is waited for when its connections break for longer than that", async () => {
    const source = await through(n => (n > 2 && n < 12 ? { kind: "resetBefore" } : undefined));
    expect(bySk(itemsOf(await chunksOf(source)))).toEqual(all);
  });

  it("ends with what nothing mends", async () => {
    const denied = { kind: "error", status: 400, code: "AccessDeniedException" } as const;
    const source = await through(n => (n > 1 ? denied : undefined));
    await expect(chunksOf(source)).rejects.toMatchObject({ kind: "denied" });
  });
});

describe("a service that lies (synthetic)", () => {
  const lying = async (lie: (output: Record<string, unknown>) => unknown) => {
    const proxy = await startLyingProxy((await engine()).endpoint, async (name, input, forward) => {
      const { status, body } = await forward(name, input);
      return { status, body: lie(body as Record<string, unknown>) };
    });
    closings.push(() => proxy.close());
    return sourceOf({ pageSize: 5 }, proxy.url);
  };

  it.each([
    [
      "leaves an item out",
      ({ Items, ...rest }: { Items?: unknown[] }) => ({
        Items: Items?.slice(1),
        ...rest,
      }),
    ],
    ["leaves out how many there are", ({ Count: _, ...rest }: { Count?: number }) => rest],
    ["has no items", ({ Items: _, ...rest }: { Items?: unknown }) => rest],
  ])("is found out when it %s", async (_, lie) => {
    await expect(chunksOf(await lying(lie))).rejects.toMatchObject({ kind: "connection" });
  });

  it("is found out when it never ends", async () => {
    const LastEvaluatedKey = { Pk: { S: "p-0" }, Sk: { N: "0" } };
    const source = await lying(output => ({ ...output, LastEvaluatedKey }));
    await expect(chunksOf(source)).rejects.toMatchObject({ kind: "connection" });
  });
});
