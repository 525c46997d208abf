import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Client } from "../../../src/dynamodb/client.ts";
import { connect, embeddedEndpoint } from "../../../src/dynamodb/connect.ts";
import { createLimiter } from "../../../src/engine/limiter.ts";
import { DynError } from "../../../src/errors.ts";
import { applyTable } from "../../../src/schema/apply/apply.ts";
import { inspectTable } from "../../../src/schema/inspect.ts";
import { parseTableSchemas } from "../../../src/schema/parse.ts";
import { planTable } from "../../../src/schema/plan/plan-table.ts";
import type { TableSchema } from "../../../src/schema/schema.ts";
import { type ControlPlaneServer, startControlPlane } from "../../support/control-plane.ts";
import { engine, uniqueTable } from "../../support/engine.ts";
import { type Fault, type FaultProxy, startFaultProxy } from "../../support/fault-proxy.ts";

const options = { target: "there", allowReplace: true };

function tableOf(table: string, rest: string): TableSchema {
  const [schema] = parseTableSchemas(`table: ${table}\npartitionKey: Id S\n${rest}`, "t.yaml");
  if (schema === undefined) throw new Error("no table");
  return schema;
}

/** From what is live to what is wanted; without `from` there is no table. */
interface Way {
  readonly name: string;
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
const more = "\npointInTimeRecovery: { days: 3 }\ncontributorInsights: throttled\n";

interface Mishap {
  readonly name: string;
  readonly kills: boolean;
  readonly fault: Fault;
  /**
   * The calls where it is tried. What a kill before a call leaves is what one after the write before
   * it left; a read is tried again by the client, and no apply sees it.
   */
  readonly at: (call: Call) => boolean;
}

interface Call {
  readonly operation: string;
  readonly isWrite: boolean;
  /** Whether it is the first of its operation. */
  readonly isFirst: boolean;
}

const mishaps: readonly Mishap[] = [
  {
    name: "is killed before",
    kills: true,
    fault: { kind: "resetBefore" },
    at: ({ isFirst }) => isFirst,
  },
  {
    name: "is killed after",
    kills: true,
    fault: { kind: "resetAfter" },
    at: ({ isWrite }) => isWrite,
  },
  {
    name: "cannot make",
    kills: false,
    fault: { kind: "resetBefore" },
    at: ({ isWrite, isFirst }) => isWrite || isFirst,
  },
  {
    name: "loses the reply of",
    kills: false,
    fault: { kind: "resetAfter" },
    at: ({ isWrite }) => isWrite,
  },
];

async function open(url: URL, maxConnections = 8): Promise<Client> {
  return connect(embeddedEndpoint(url, { maxConnections }), "wire");
}

/** A target that is reached straight, or through a proxy where each table has faults of its own. */
interface Place {
  readonly sound: Client;
  readonly proxy: FaultProxy;
  readonly faults: Map<string, (operation: string) => Fault | undefined>;
}

async function placeAt(url: URL): Promise<Place> {
  const faults: Place["faults"] = new Map();
  const proxy = await startFaultProxy(url, (_n, operation, _headers, body) =>
    faults.get(/Fault-\d+/.exec(body)?.[0] ?? "")?.(operation),
  );
  return { sound: await open(url, 32), proxy, faults };
}

async function leave({ sound, proxy }: Place): Promise<void> {
  await sound.close();
  await proxy.close();
}

/** What an apply may meet: a mishap at its n-th call. */
interface Trial {
  readonly table: string;
  readonly mishap: Mishap;
  readonly n: number;
  readonly operation: string;
}

/** Applies with the mishap, then once more without, as a user would. */
async function run(
  { sound, proxy, faults }: Place,
  wanted: TableSchema,
  { table, mishap, n, operation: expected }: Trial,
): Promise<void> {
  const killer = new AbortController();
  let calls = 0;
  faults.set(table, () => {
    calls += 1;
    if (calls !== n) return undefined;
    if (mishap.kills) setImmediate(() => killer.abort());
    return mishap.fault;
  });
  const broken = await open(proxy.url);
  const error = await applyTable(broken, wanted, { ...options, signal: killer.signal })
    .then(() => undefined)
    .catch((reason: unknown) => reason)
    .finally(() => broken.close());
  await applyTable(sound, wanted, options);
  const live = await inspectTable(sound, table, "all");
  const left = planTable(wanted, live, new Date()).changes;
  const met = `${mishap.name} call ${n}, ${expected}`;
  expect({ met, wasHit: calls >= n, left }).toEqual({ met, wasHit: true, left: [] });
  if (error === undefined) return;
  expect({ met, error, kills: mishap.kills }).toEqual({
    met,
    error: expect.any(DynError),
    kills: true,
  });
  expect({ met, kind: (error as DynError).kind }).toEqual({ met, kind: "interrupted" });
}

/** The calls of an apply that meets no mishap. */
async function callsOf({ proxy, faults }: Place, wanted: TableSchema): Promise<readonly Call[]> {
  const calls: Call[] = [];
  faults.set(wanted.table, operation => {
    calls.push({
      operation,
      isWrite: !/^(Describe|List|Scan)/.test(operation),
      isFirst: !calls.some(call => call.operation === operation),
    });
    return undefined;
  });
  const client = await open(proxy.url);
  await applyTable(client, wanted, options).finally(() => client.close());
  return calls;
}

/** Tries each mishap at each call of an apply where it makes a difference, and gives their number. */
async function tryAll(
  place: Place,
  { from, to }: Way,
  rest: string,
  /** Lets AWS's windows end. */
  pass: () => void,
): Promise<number> {
  const prepare = async (table: string) => {
    if (from !== undefined) await applyTable(place.sound, tableOf(table, from), options);
  };
  const first = uniqueTable("Fault");
  await prepare(first);
  pass();
  const calls = await callsOf(place, tableOf(first, to + rest));
  const trials = calls.flatMap((call, at) =>
    mishaps
      .filter(mishap => mishap.at(call))
      .map(mishap => ({ table: uniqueTable("Fault"), mishap, n: at + 1, ...call })),
  );
  await Promise.all(trials.map(({ table }) => prepare(table)));
  pass();
  const limit = createLimiter(16);
  await Promise.all(
    trials.map(trial => limit(() => run(place, tableOf(trial.table, to + rest), trial))),
  );

  return trials.length;
}

describe("an apply on AWS's rules, synthetic", () => {
  let server: ControlPlaneServer;
  let place: Place;

  beforeAll(async () => {
    server = await startControlPlane({ looks: 0, backfill: 0 });
    place = await placeAt(server.url);
  });
  afterAll(async () => {
    await leave(place);
    await server.close();
  });

  it.each(ways)("comes through a mishap at any call: $name, synthetic", async way => {
    const pass = () => server.plane.advance(3_600_000);
    expect(await tryAll(place, way, more, pass)).toBeGreaterThan(20);
  });
});

describe("an apply on the embedded engine", () => {
  let place: Place;

  beforeAll(async () => {
    place = await placeAt((await engine()).endpoint);
  });
  afterAll(() => leave(place));

  it.each(ways)("comes through a mishap at any call: $name, synthetic", async way => {
    expect(await tryAll(place, way, "", () => {})).toBeGreaterThan(10);
  });
});
