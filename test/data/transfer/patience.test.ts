import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { patient } from "../../../src/data/transfer/patience.ts";
import type { Client, Credentials } from "../../../src/dynamodb/client.ts";
import { connect, embeddedEndpoint } from "../../../src/dynamodb/connect.ts";
import { VirtualClock } from "../../engine/virtual-clock.ts";
import { engine } from "../../support/engine.ts";
import { type FaultProxy, startFaultProxy } from "../../support/fault-proxy.ts";
import { tableWith } from "../../support/tables.ts";

const key = { Pk: { S: "a" }, Sk: { N: "1" } };
let table: string;
let proxy: FaultProxy;
/** Requests that are still to be refused. */
let refusals: number;
let provide: () => Promise<Credentials>;
let client: Client;
const good = async () => ({ accessKeyId: "dyn", secretAccessKey: "dyn" });

beforeAll(async () => {
  table = await tableWith([{ ...key, V: { N: "0" } }]);
  proxy = await startFaultProxy((await engine()).endpoint, () => {
    refusals -= 1;
    if (refusals < 0) return undefined;
    return { kind: "error", status: 400, code: "ExpiredTokenException" };
  });
  const endpoint = embeddedEndpoint(proxy.url, { maxConnections: 8 });
  client = await connect({ ...endpoint, credentials: () => provide() }, "wire");
});
afterAll(async () => {
  await client.close();
  await proxy.close();
});

function setUp() {
  refusals = 0;
  provide = good;
  const told: string[] = [];
  const clock = new VirtualClock();
  const stop = new AbortController();
  const waiting = patient(client, {
    clock,
    signal: stop.signal,
    onPause: ({ code }) => told.push(code),
    onResume: () => told.push("resumed"),
  });
  const add = () =>
    waiting.send("UpdateItem", {
      TableName: table,
      Key: key,
      UpdateExpression: "ADD #v :one",
      ExpressionAttributeNames: { "#v": "V" },
      ExpressionAttributeValues: { ":one": { N: "1" } },
      ReturnValues: "UPDATED_NEW",
    });
  return { told, clock, stop, add };
}

/** Moves the clock on, try by try, until the calls are done. */
async function settled<T>(clock: VirtualClock, calls: Promise<T>): Promise<T> {
  let done = false;
  const end = () => {
    done = true;
  };
  calls.then(end, end);
  while (!done) {
    await new Promise(resolve => setImmediate(resolve));
    if (clock.pending > 0) await clock.drive(clock.sleep(3000));
  }
  return calls;
}

describe("expired credentials (synthetic)", () => {
  it("are waited for by all calls together, and each is carried out once", async () => {
    const { told, clock, add } = setUp();
    const before = Number((await value(add())) ?? 0);
    refusals = 20;
    const replies = await settled(clock, Promise.all([add(), add(), add()]));
    expect(replies.map(({ outcome }) => outcome)).toEqual(["ok", "ok", "ok"]);
    expect(told).toEqual(["ExpiredTokenException", "resumed"]);
    expect(Number(await value(add()))).toBe(before + 4);
  });

  it("are waited for when they cannot be had any more, but not when they never could", async () => {
    const { told, clock, stop } = setUp();
    provide = () => Promise.reject(new Error("sign in"));
    const endpoint = embeddedEndpoint(proxy.url, { maxConnections: 1 });
    // Each holds what it gets for seconds: without the old one the new one has nothing.
    const fresh = () => connect({ ...endpoint, credentials: () => provide() }, "wire");
    let behind = await fresh();
    const waiting = patient(
      { ...behind, name: "wire", send: (...words) => behind.send(...words) },
      {
        clock,
        signal: stop.signal,
        onPause: ({ code }) => told.push(code),
        onResume: () => told.push("resumed"),
      },
    );
    const read = () => waiting.send("GetItem", { TableName: table, Key: key });
    expect(await read()).toMatchObject({ error: { code: "CredentialsUnavailable" } });
    expect(told).toEqual([]);
    provide = good;
    expect(await read()).toMatchObject({ outcome: "ok" });
    await behind.close();
    behind = await fresh();
    let asked = 0;
    provide = async () => {
      asked += 1;
      if (asked < 4) throw new Error("sign in");
      return good();
    };
    expect(await settled(clock, read())).toMatchObject({ outcome: "ok" });
    expect(told).toEqual(["CredentialsUnavailable", "resumed"]);
    await behind.close();
  });

  it("are waited for no longer than the user wants", async () => {
    const { told, stop, add } = setUp();
    refusals = Number.POSITIVE_INFINITY;
    const calls = Promise.all([add(), add()]);
    await expect.poll(() => told.length).toBe(1);
    stop.abort();
    for (const reply of await calls) {
      expect(reply).toMatchObject({ outcome: "failed", error: { code: "Aborted" } });
    }
    expect(told).toEqual(["ExpiredTokenException"]);
  });
});

async function value(call: ReturnType<Client["send"]>): Promise<string | undefined> {
  const reply = await call;
  if (reply.outcome !== "ok") throw new Error(reply.error.message);
  const { Attributes } = reply.body.json() as { Attributes?: { V?: { N?: string } } };
  return Attributes?.V?.N;
}
