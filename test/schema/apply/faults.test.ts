import { beforeAll, describe, expect, it } from "vitest";
import type { Client } from "../../../src/dynamodb/client.ts";
import { connect, embeddedEndpoint } from "../../../src/dynamodb/connect.ts";
import { DynError } from "../../../src/errors.ts";
import { applyTable } from "../../../src/schema/apply/apply.ts";
import { inspectTable } from "../../../src/schema/inspect.ts";
import { parseTableSchemas } from "../../../src/schema/parse.ts";
import { planTable } from "../../../src/schema/plan/plan-table.ts";
import type { TableSchema } from "../../../src/schema/schema.ts";
import { startControlPlane } from "../../support/control-plane.ts";
import { engine, uniqueTable } from "../../support/engine.ts";
import { type Fault, startFaultProxy } from "../../support/fault-proxy.ts";

const options = { target: "there", allowReplace: true };

function tableOf(table: string, rest: string): TableSchema {
  const [schema] = parseTableSchemas(`table: ${table}\npartitionKey: Id S\n${rest}`, "t.yaml");
  if (schema === undefined) throw new Error("no table");
  return schema;
}

/** From what is live to what is wanted; without `from` there is no table. */
interface Way {
  readonly name: string;
  /** Faults at writes alone: a kill at a read is one after the write before it. */
  readonly writes?: true;
  readonly from?: string;
  readonly to: string;
}

const ways: readonly Way[] = [
  {
    name: "a creation",
    to: "ttl: At\nbilling: { read: 5, write: 5 }\nindexes: { ByAge: { partitionKey: Age N } }\ntags: { team: orders }",
  },
  {
    name: "changes",
    writes: true,
    from: `ttl: At
billing: { read: 5, write: 5 }
stream: keys-only
tags: { team: orders, old: gone }
indexes: { ByAge: { partitionKey: Age N }, ByName: { partitionKey: Name S, projection: keys } }
`,
    to: `ttl: false
billing: on-demand
stream: new-image
tags: { team: shop }
tableClass: infrequent-access
indexes: { ByName: { partitionKey: Name S }, ByMail: { partitionKey: Mail S } }
`,
  },
  {
    name: "a replacement",
    from: "ttl: At\ntags: { team: orders }",
    to: "sortKey: At N\nttl: Until\ntags: { team: shop }",
  },
];

/** What AWS alone has. */
const more = "pointInTimeRecovery: { days: 3 }\ncontributorInsights: throttled\n";

const faults = [
  { name: "is killed before", kills: true, fault: { kind: "resetBefore" } },
  { name: "is killed after", kills: true, fault: { kind: "resetAfter" } },
  { name: "loses the connection before", kills: false, fault: { kind: "resetBefore" } },
  { name: "loses the reply of", kills: false, fault: { kind: "resetAfter" } },
] as const satisfies readonly { name: string; kills: boolean; fault: Fault }[];

async function open(url: URL): Promise<Client> {
  return connect(embeddedEndpoint(url, { maxConnections: 8 }), "wire");
}

interface Place {
  readonly url: URL;
  readonly table: string;
  /** Lets AWS's windows end. */
  wait?(): void;
  close(): Promise<void>;
}

interface Trial {
  readonly wasHit: boolean;
  readonly error: unknown;
  /** What another plan finds to do, at the end. */
  readonly left: readonly unknown[];
}

/** Applies with a fault at the n-th call or write, then once more without, as a user would. */
async function trial(
  place: Place,
  { from, to, writes }: Way,
  rest: string,
  n: number,
  { kills, fault }: { readonly kills: boolean; readonly fault: Fault },
): Promise<Trial> {
  const killer = new AbortController();
  let calls = 0;
  const proxy = await startFaultProxy(place.url, (_at, operation) => {
    if (writes && /^(Describe|List|Scan)/.test(operation)) return undefined;
    calls += 1;
    if (calls !== n) return undefined;
    if (kills) setImmediate(() => killer.abort());
    return fault;
  });
  const [sound, broken] = await Promise.all([open(place.url), open(proxy.url)]);
  try {
    if (from !== undefined) await applyTable(sound, tableOf(place.table, from), options);
    place.wait?.();
    const wanted = tableOf(place.table, to + rest);
    const first = applyTable(broken, wanted, { ...options, signal: killer.signal });
    const error = await first.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    await applyTable(sound, wanted, options);
    const live = await inspectTable(sound, place.table, "all");
    const { changes } = planTable(wanted, live, new Date());
    return { wasHit: calls >= n, error, left: changes };
  } finally {
    await Promise.all([sound.close(), broken.close()]);
    await proxy.close();
    await place.close();
  }
}

/** Tries a fault at each call in turn, some at once, until an apply has fewer calls than that. */
async function tryAll(
  place: () => Promise<Place>,
  way: Way,
  rest: string,
  kind: (typeof faults)[number],
): Promise<number> {
  for (let from = 1; ; from += 8) {
    const batch = Array.from({ length: 8 }, (_, at) => from + at);
    const ends = await Promise.all(
      batch.map(async n => ({ n, ...(await trial(await place(), way, rest, n, kind)) })),
    );
    for (const { n, error, left } of ends) {
      expect({ n, left }).toEqual({ n, left: [] });
      if (error === undefined) continue;
      expect({ n, error }).toEqual({ n, error: expect.any(DynError) });
      expect({ n, kind: (error as DynError).kind }).toEqual({ n, kind: "interrupted" });
      expect(kind.kills).toBe(true);
    }
    const beyond = ends.find(({ wasHit }) => !wasHit);
    if (beyond) return beyond.n - 1;
  }
}

describe.each(ways)("$name, synthetic", way => {
  const rest = way.to.endsWith("\n") ? more : `\n${more}`;
  it.each(faults)(
    "ends where it should when it $name any call, synthetic",
    async kind => {
      const place = async () => {
        const server = await startControlPlane({ looks: 0, backfill: 0 });
        return {
          url: server.url,
          table: "Orders",
          wait: () => server.plane.advance(3_600_000),
          close: () => server.close(),
        };
      };
      expect(await tryAll(place, way, rest, kind)).toBeGreaterThan(8);
    },
    120_000,
  );
});

describe.each(ways)("$name on the embedded engine", way => {
  let url: URL;
  beforeAll(async () => {
    ({ endpoint: url } = await engine());
  });

  it.each(faults)(
    "ends where it should when it $name any call, synthetic",
    async kind => {
      const place = async () => ({ url, table: uniqueTable("Fault"), close: async () => {} });
      expect(await tryAll(place, way, "", kind)).toBeGreaterThan(4);
    },
    120_000,
  );
});
