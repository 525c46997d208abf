import type { AddressInfo } from "node:net";
import { createServer, type Server, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Client, Credentials, Endpoint, Reply } from "../../src/dynamodb/client.ts";
import type { Hole } from "../../src/dynamodb/request.ts";
import { createWireClient } from "../../src/dynamodb/wire.ts";
import { engine, uniqueTable } from "../support/engine.ts";
import {
  type Fault,
  type FaultProxy,
  type Faults,
  seeded,
  startFaultProxy,
  throttle,
} from "../support/fault-proxy.ts";
import { testCertificate, testKey } from "../support/tls.ts";

interface OpenOptions {
  readonly ca?: string;
}

export type Open = (endpoint: Endpoint, options?: OpenOptions) => Promise<Client>;

const identity: Credentials = { accessKeyId: "AKIDTEST", secretAccessKey: "not-a-secret" };

/** In what a client may differ from the others: a documented weakness of what it is made of. */
interface Differences {
  /** It refuses an attribute called `__proto__`, which it would lose. */
  readonly losesProto?: true;
}

/** What every client must do, over the real engine and a proxy that fails as it is told. */
export function conformance(name: string, open: Open, { losesProto }: Differences = {}): void {
  describe(name, () => {
    const table = uniqueTable(`Conformance-${name}`);
    const closing: (() => Promise<unknown>)[] = [];
    let upstream: URL;

    beforeAll(async () => {
      upstream = (await engine()).endpoint;
      const client = await open(endpointOf(upstream));
      const created = await client.send("CreateTable", {
        TableName: table,
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: [{ AttributeName: "Id", KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: "Id", AttributeType: "S" }],
      });
      expect(created.outcome).toBe("ok");
      await client.close();
    });

    afterEach(async () => {
      for (const close of closing.splice(0).reverse()) await close();
    });

    async function client(url: URL, overrides: Partial<Endpoint> = {}, options?: OpenOptions) {
      const opened = await open(endpointOf(url, overrides), options);
      closing.push(() => opened.close());
      return opened;
    }

    async function faulty(
      faults: Faults,
      overrides: Partial<Endpoint> = {},
    ): Promise<{ client: Client; proxy: FaultProxy }> {
      const proxy = await startFaultProxy(upstream, faults);
      closing.push(() => proxy.close());
      return { client: await client(proxy.url, overrides), proxy };
    }

    const once =
      (fault: Fault, at = 1): Faults =>
      n =>
        n === at ? fault : undefined;
    const key = (id: string) => ({ Id: { S: id } });
    const put = (to: Client, id: string, more = {}) =>
      to.send("PutItem", { TableName: table, Item: { ...key(id), Note: { S: "x" } }, ...more });
    const get = (from: Client, id: string) =>
      from.send("GetItem", { TableName: table, Key: key(id) });
    const add = (to: Client, id: string) =>
      to.send("UpdateItem", {
        TableName: table,
        Key: key(id),
        UpdateExpression: "ADD Hits :one",
        ExpressionAttributeValues: { ":one": { N: "1" } },
      });
    const hits = async (id: string) => {
      const direct = await client(upstream);
      const reply = await get(direct, id);
      return bodyOf(reply).has("Item") ? Number(item(reply).Hits?.N) : 0;
    };

    describe("replies", () => {
      test("keep every value as it was written", async () => {
        const Item: unknown = JSON.parse(
          `{"Id":{"S":"lossless"},"B":{"B":"AP8="},"Empty":{"S":""},"No":{"BOOL":false},
            "N":{"N":"12345678901234567890123456789012345678"},"BS":{"BS":["AA==","AQ=="]},
            "NS":{"NS":["0.1","12345678901234567890123456789012345678"]},"SS":{"SS":["a","b"]},
            "M":{"M":{"constructor":{"BOOL":true},"L":{"L":[{"NULL":true},{"B":""},{"L":[]}]}}},
            "constructor":{"M":{}},"S":{"S":"\\u0000 quote\\" \\\\ 😀 é"}}`,
        );
        const to = await client(upstream);
        expect((await to.send("PutItem", { TableName: table, Item })).outcome).toBe("ok");
        const read = item(await get(to, "lossless"));
        for (const set of [read.SS, read.NS, read.BS])
          for (const list of Object.values(set ?? {})) (list as string[]).sort();
        expect(JSON.parse(JSON.stringify(read))).toEqual(Item);
      });

      const named: unknown = JSON.parse(
        `{"Id":{"S":"named"},"__proto__":{"S":"kept"},"M":{"M":{"__proto__":{"BOOL":true}}}}`,
      );
      const putNamed = (to: Client) => to.send("PutItem", { TableName: table, Item: named });

      test.skipIf(losesProto)("keep attributes called __proto__", async () => {
        const to = await client(upstream);
        expect((await putNamed(to)).outcome).toBe("ok");
        const read = item(await get(to, "named"));
        expect(JSON.parse(JSON.stringify(read))).toEqual(named);
        expect(Object.keys(read)).toContain("__proto__");
      });

      test.runIf(losesProto)(
        "never come to attributes called __proto__: they are refused",
        async () => {
          const { client: to, proxy } = await faulty(() => undefined);
          expect(await putNamed(to)).toMatchObject({
            outcome: "failed",
            attempts: 0,
            error: { code: "InvalidRequest" },
          });
          expect(proxy.seen).toHaveLength(0);
          // What another client has stored is read as it is.
          const wire = createWireClient(endpointOf(upstream));
          closing.push(() => wire.close());
          await putNamed(wire);
          expect(JSON.parse(JSON.stringify(item(await get(to, "named"))))).toEqual(named);
        },
      );

      test("are searched without being parsed", async () => {
        const to = await client(upstream);
        await to.send("PutItem", {
          TableName: table,
          Item: { ...key("tricky"), LastEvaluatedKey: { S: '"Count":7' }, Count: { N: "9" } },
        });
        const page = await to.send("Query", {
          TableName: table,
          KeyConditionExpression: "Id = :id",
          ExpressionAttributeValues: { ":id": { S: "tricky" } },
          ReturnConsumedCapacity: "TOTAL",
        });
        const body = bodyOf(page);
        expect(body.integer("Count")).toBe(1);
        expect(body.integer("ScannedCount")).toBe(1);
        expect(body.has("Items")).toBe(true);
        expect(body.has("LastEvaluatedKey")).toBe(false);
        expect(body.capacityUnits()).toBeGreaterThan(0);
        const none = bodyOf(await get(to, "nobody"));
        expect(none.has("Item")).toBe(false);
        expect(none.integer("Count")).toBeUndefined();
      });

      test("of a prepared request fit what its holes were filled with", async () => {
        const to = await client(upstream);
        const hole: Hole = {
          hole: true,
          wire: ({ index }) => `{"S":"prepared-${index}"}`,
          value: ({ index }) => ({ S: `prepared-${index}` }),
        };
        const write = to.prepare({
          operation: "PutItem",
          input: { TableName: table, Item: { Id: hole, Twice: hole } },
        });
        const scope = { seed: 1, vars: {}, now: Date.now };
        await Promise.all([1, 2, 3].map(index => write({ ...scope, index })));
        expect(item(await get(to, "prepared-2"))).toEqual({
          Id: { S: "prepared-2" },
          Twice: { S: "prepared-2" },
        });
        const broken: Hole = {
          hole: true,
          wire: () => {
            throw new Error("no such variable");
          },
          value: () => {
            throw new Error("no such variable");
          },
        };
        const reply = await to.prepare({ operation: "GetItem", input: { Key: broken } })({
          ...scope,
          index: 0,
        });
        expect(reply).toMatchObject({ outcome: "failed", attempts: 0 });
      });

      test("may come in pieces, chunked, or with the connection's end", async () => {
        const faults: Fault[] = [
          { kind: "drip", pieceBytes: 3, chunked: true },
          { kind: "drip", pieceBytes: 5, chunked: false },
          { kind: "close" },
          { kind: "drip", pieceBytes: 1, chunked: true },
        ];
        const { client: to } = await faulty(n => faults[n - 1]);
        for (const _ of faults) {
          expect(await put(to, "pieces")).toMatchObject({ outcome: "ok", attempts: 1 });
        }
      });

      test("come for a thousand requests over a few connections", async () => {
        const to = await client(upstream, { maxConnections: 3 });
        const replies = await Promise.all(
          Array.from({ length: 1000 }, (_, n) => put(to, `many-${n % 10}`)),
        );
        expect(replies.filter(({ outcome }) => outcome === "ok")).toHaveLength(1000);
      });
    });

    describe("an error of the service", () => {
      test("is failed, with its code and members, and is not retried", async () => {
        const to = await client(upstream);
        await put(to, "taken");
        const reply = await put(to, "taken", {
          ConditionExpression: "attribute_not_exists(Id)",
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        });
        expect(reply).toMatchObject({
          outcome: "failed",
          attempts: 1,
          error: {
            code: "ConditionalCheckFailedException",
            status: 400,
            details: { Item: { Id: { S: "taken" } } },
          },
        });
      });

      test.each(["TransactionConflictException", "TransactionCanceledException"])(
        "%s is left to the caller",
        async code => {
          const { client: to, proxy } = await faulty(() => ({ kind: "error", status: 400, code }));
          expect(await put(to, "conflict")).toMatchObject({ outcome: "failed", attempts: 1 });
          expect(proxy.seen).toHaveLength(1);
        },
      );

      test("throttles are retried and counted by reason and resource", async () => {
        const reason = "TableWriteKeyRangeThroughputExceeded";
        const arn = "arn:aws:dynamodb:us-east-1:1:table/T";
        const { client: to } = await faulty(n => (n <= 2 ? throttle(reason, arn) : undefined));
        expect(await add(to, `throttled-${name}`)).toMatchObject({
          outcome: "ok",
          attempts: 3,
          throttles: [
            { reason, resource: arn },
            { reason, resource: arn },
          ],
        });
        expect(await hits(`throttled-${name}`)).toBe(1);
      });

      test("throttles without end are failed: nothing was applied", async () => {
        const { client: to } = await faulty(
          () => ({ kind: "error", status: 400, code: "ThrottlingException" }),
          { maxAttempts: 3 },
        );
        const reply = await put(to, "throttled");
        expect(reply).toMatchObject({ outcome: "failed", attempts: 3 });
        expect(reply.throttles).toEqual(Array(3).fill({ reason: "ThrottlingException" }));
      });

      test("5xx is retried when that is safe, and unknown for a write when it is not", async () => {
        const failing: Fault = { kind: "error", status: 500, code: "InternalServerError" };
        const { client: to } = await faulty(n => (n % 2 === 1 ? failing : undefined));
        expect(await get(to, "nobody")).toMatchObject({ outcome: "ok", attempts: 2 });
        expect(await put(to, "fine")).toMatchObject({ outcome: "ok", attempts: 2 });
        expect(await add(to, "doubt")).toMatchObject({ outcome: "unknown", attempts: 1 });
      });

      test("a read that only met 5xx is failed: it has no effect to be unsure of", async () => {
        const { client: to } = await faulty(
          () => ({ kind: "error", status: 503, code: "ServiceUnavailable" }),
          { maxAttempts: 2 },
        );
        expect(await get(to, "x")).toMatchObject({ outcome: "failed", attempts: 2 });
      });
    });

    describe("a cut connection", () => {
      test("after the commit leaves an ADD unknown, and it is not sent again", async () => {
        const { client: to, proxy } = await faulty(once({ kind: "resetAfter" }));
        expect(await add(to, `cut-${name}`)).toMatchObject({
          outcome: "unknown",
          attempts: 1,
          error: { code: "ConnectionReset" },
        });
        expect(proxy.seen).toHaveLength(1);
        expect(await hits(`cut-${name}`)).toBe(1);
      });

      test("before the commit leaves it unknown too: nobody can tell", async () => {
        const { client: to } = await faulty(once({ kind: "resetBefore" }));
        expect(await add(to, `lost-${name}`)).toMatchObject({ outcome: "unknown", attempts: 1 });
        expect(await hits(`lost-${name}`)).toBe(0);
      });

      test("is retried for a put, whose second is as its first", async () => {
        const { client: to } = await faulty(once({ kind: "resetAfter" }));
        expect(await put(to, "again")).toMatchObject({ outcome: "ok", attempts: 2 });
      });

      test("is not retried for a conditional put, whose second would report a false failure", async () => {
        const { client: to } = await faulty(once({ kind: "resetAfter" }));
        const reply = await put(to, `once-${name}`, {
          ConditionExpression: "attribute_not_exists(Id)",
        });
        expect(reply).toMatchObject({ outcome: "unknown", attempts: 1 });
      });

      test("stays unknown when a later attempt ends in a definite error", async () => {
        const faults: Fault[] = [
          { kind: "resetAfter" },
          { kind: "error", status: 400, code: "ValidationException" },
        ];
        const { client: to } = await faulty(n => faults[n - 1]);
        expect(await put(to, "doubt")).toMatchObject({
          outcome: "unknown",
          attempts: 2,
          error: { code: "ValidationException" },
        });
      });

      test("in the middle of a reply is a truncated one", async () => {
        for (const bodyBytes of [0, 1]) {
          const { client: to } = await faulty(once({ kind: "truncate", bodyBytes }));
          const reply = await add(to, `truncated-${name}-${bodyBytes}`);
          expect(reply.outcome).toBe("unknown");
          expect(await hits(`truncated-${name}-${bodyBytes}`)).toBe(1);
        }
        const { client: to } = await faulty(once({ kind: "truncate", bodyBytes: 1 }));
        expect(await put(to, "truncated")).toMatchObject({ outcome: "ok", attempts: 2 });
      });

      test("a reply that does not fit its checksum counts as truncated", async () => {
        const { client: to } = await faulty(once({ kind: "corrupt" }));
        expect(await add(to, `corrupt-${name}`)).toMatchObject({
          outcome: "unknown",
          error: { code: "TruncatedReply" },
        });
      });

      test("while idle does not hurt the next read", async () => {
        const { client: to, proxy } = await faulty(n =>
          n % 2 === 1 ? { kind: "close" } : undefined,
        );
        for (let n = 0; n < 6; n += 1) expect((await get(to, "idle")).outcome).toBe("ok");
        expect(proxy.seen.length).toBeGreaterThanOrEqual(6);
      });
    });

    test("no ADD is applied twice, whatever happens, and none that was acknowledged is lost", async () => {
      const random = seeded(7);
      const kinds: Fault[] = [
        { kind: "resetBefore" },
        { kind: "resetAfter" },
        { kind: "truncate", bodyBytes: 1 },
        { kind: "close" },
        { kind: "drip", pieceBytes: 7, chunked: true },
        { kind: "error", status: 500, code: "InternalServerError" },
        throttle("TableWriteAccountLimitExceeded", "arn"),
      ];
      const { client: to } = await faulty(() => kinds[Math.floor(random() * kinds.length * 2)], {
        maxConnections: 8,
      });
      const id = `storm-${name}`;
      const replies = await Promise.all(Array.from({ length: 200 }, () => add(to, id)));
      const counted = (outcome: Reply["outcome"]) =>
        replies.filter(reply => reply.outcome === outcome).length;
      expect(counted("unknown")).toBeGreaterThan(0);
      const stored = await hits(id);
      expect(stored).toBeGreaterThanOrEqual(counted("ok"));
      expect(stored).toBeLessThanOrEqual(counted("ok") + counted("unknown"));
    });

    describe("a target that is not there", () => {
      test("refuses: failed, retried, and told as such", async () => {
        const port = await freePort();
        const to = await client(new URL(`http://127.0.0.1:${port}`), { maxAttempts: 2 });
        expect(await add(to, "x")).toMatchObject({
          outcome: "failed",
          attempts: 2,
          error: { code: "ConnectionRefused" },
        });
      });

      test("has no address", async () => {
        const to = await client(new URL("http://no-such-host.invalid"), { maxAttempts: 1 });
        expect(await get(to, "x")).toMatchObject({
          outcome: "failed",
          error: { code: "HostNotFound" },
        });
      });

      test.each(["HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n<html>", "SSH-2.0-OpenSSH_9.6\r\n"])(
        "is something else, which says %j",
        async greeting => {
          const web = await listen(socket => {
            socket.on("data", () => socket.end(greeting));
          });
          closing.push(web.close);
          const to = await client(web.url);
          expect(await get(to, "x")).toMatchObject({
            outcome: "failed",
            attempts: 1,
            error: { code: "InvalidReply" },
          });
        },
      );

      test("is silent: one request time-out, not several", async () => {
        const { client: to } = await faulty(() => ({ kind: "silence" }), { requestTimeoutMs: 60 });
        expect(await get(to, "x")).toMatchObject({
          outcome: "failed",
          attempts: 1,
          error: { code: "Timeout" },
        });
      });
    });

    describe("time", () => {
      test("a time-out of a service that has answered before is retried when that is safe", async () => {
        const { client: to } = await faulty(
          n => (n === 2 || n === 4 ? { kind: "silence" } : undefined),
          {
            requestTimeoutMs: 1000,
          },
        );
        expect((await get(to, "x")).outcome).toBe("ok");
        const options = { timeoutMs: 300 };
        const read = { TableName: table, Key: key("x") };
        expect(await to.send("GetItem", read, options)).toMatchObject({
          outcome: "ok",
          attempts: 2,
        });
        const reply = await to.send(
          "UpdateItem",
          {
            TableName: table,
            Key: key("x"),
            UpdateExpression: "ADD Hits :one",
            ExpressionAttributeValues: { ":one": { N: "1" } },
          },
          options,
        );
        expect(reply).toMatchObject({
          outcome: "unknown",
          attempts: 1,
          error: { code: "Timeout" },
        });
      });

      test("the caller's abort ends a call at once, with a code of its own", async () => {
        const { client: to, proxy } = await faulty(() => ({ kind: "silence" }));
        const controller = new AbortController();
        const ending = to.send(
          "PutItem",
          { TableName: table, Item: key("aborted") },
          { signal: controller.signal },
        );
        while (proxy.seen.length === 0) await new Promise(setImmediate);
        controller.abort();
        expect(await ending).toMatchObject({
          outcome: "unknown",
          attempts: 1,
          error: { code: "Aborted" },
        });
      });

      test("an abort before anything was sent is failed", async () => {
        const { client: to, proxy } = await faulty(() => undefined);
        const reply = await to.send(
          "PutItem",
          { TableName: table, Item: key("aborted") },
          { signal: AbortSignal.abort() },
        );
        expect(reply).toMatchObject({ outcome: "failed", error: { code: "Aborted" } });
        expect(proxy.seen).toHaveLength(0);
      });

      test("an abort ends the wait between two attempts", async () => {
        const controller = new AbortController();
        const { client: to } = await faulty(
          n => {
            if (n === 1) setImmediate(() => setImmediate(() => controller.abort()));
            return throttle("TableReadProvisionedThroughputExceeded", "arn");
          },
          { maxAttempts: 1_000 },
        );
        const reply = await to.send(
          "GetItem",
          { TableName: table, Key: key("x") },
          { signal: controller.signal },
        );
        expect(reply).toMatchObject({ outcome: "failed", error: { code: "Aborted" } });
      });

      test("many calls watch one signal, in flight and between attempts, and Node sees no leak", async () => {
        const warnings: string[] = [];
        const note = ({ message }: Error) => warnings.push(message);
        process.on("warning", note);
        closing.push(async () => process.off("warning", note));
        const { client: to } = await faulty(n => (n <= 30 ? throttle("Table", "arn") : undefined));
        const { signal } = new AbortController();
        const input = { TableName: table, Key: key("x") };
        const replies = await Promise.all(
          Array.from({ length: 30 }, () => to.send("GetItem", input, { signal })),
        );
        expect(replies.map(({ outcome }) => outcome)).toEqual(Array(30).fill("ok"));
        await new Promise(setImmediate);
        expect(warnings).toEqual([]);
      });

      test("a wrong clock is corrected by the service's, once", async () => {
        const hour = 3_600_000;
        const { client: to, proxy } = await faulty(
          once({
            kind: "error",
            status: 400,
            code: "InvalidSignatureException",
            message: "Signature expired: 20200101T000000Z is now earlier than 20200101T010000Z",
            date: new Date(Date.now() + hour),
          }),
        );
        expect(await add(to, `skew-${name}`)).toMatchObject({ outcome: "ok", attempts: 2 });
        const [first = 0, second = 0] = proxy.seen.map(({ headers }) =>
          amzDateMs(String(headers["x-amz-date"])),
        );
        expect(Math.abs(second - first - hour)).toBeLessThan(60_000);
        await get(to, "x");
        const third = amzDateMs(String(proxy.seen[2]?.headers["x-amz-date"]));
        expect(third - first).toBeGreaterThan(hour / 2);
      });

      test("a clock that stays wrong is an error", async () => {
        const { client: to, proxy } = await faulty(() => ({
          kind: "error",
          status: 403,
          code: "RequestTimeTooSkewed",
        }));
        expect(await put(to, "skew")).toMatchObject({ outcome: "failed", attempts: 2 });
        expect(proxy.seen).toHaveLength(2);
      });
    });

    describe("credentials", () => {
      test("are renewed once when the service calls them expired", async () => {
        let asked = 0;
        const { client: to, proxy } = await faulty(
          once({ kind: "error", status: 400, code: "ExpiredTokenException" }),
          {
            credentials: async () => {
              asked += 1;
              return { ...identity, accessKeyId: `AKID${asked}`, sessionToken: `token${asked}` };
            },
          },
        );
        expect(await put(to, "renewed")).toMatchObject({ outcome: "ok", attempts: 2 });
        expect(asked).toBe(2);
        expect(proxy.seen.map(({ headers }) => headers["x-amz-security-token"])).toEqual([
          "token1",
          "token2",
        ]);
        expect(proxy.seen[1]?.headers.authorization).toContain("AKID2");
      });

      test("are renewed once, however many calls found them expired", async () => {
        let asked = 0;
        const { client: to } = await faulty(
          (_n, _operation, headers) =>
            String(headers.authorization).includes("AKID1/")
              ? { kind: "error", status: 400, code: "ExpiredTokenException" }
              : undefined,
          {
            credentials: async () => {
              asked += 1;
              return { ...identity, accessKeyId: `AKID${asked}` };
            },
          },
        );
        const replies = await Promise.all(
          Array.from({ length: 30 }, (_, n) => put(to, `renewed-${n}`)),
        );
        expect(replies.map(({ outcome }) => outcome)).toEqual(Array(30).fill("ok"));
        expect(asked).toBe(2);
      });

      test("that never come are not waited for longer than a reply, nor after an abort", async () => {
        const { client: to } = await faulty(() => undefined, {
          credentials: () => new Promise(() => {}),
        });
        const input = { TableName: table, Item: key("x") };
        expect(await to.send("PutItem", input, { timeoutMs: 20 })).toMatchObject({
          outcome: "failed",
          error: { code: "CredentialsUnavailable" },
        });
        const controller = new AbortController();
        const ending = to.send("PutItem", input, { signal: controller.signal });
        controller.abort();
        expect(await ending).toMatchObject({ outcome: "failed", error: { code: "Aborted" } });
      });

      test("that cannot be had fail the call, and their provider's words stay out of it", async () => {
        const { client: to, proxy } = await faulty(() => undefined, {
          credentials: async () => {
            throw new Error("process printed hunter2");
          },
        });
        const reply = await put(to, "x");
        expect(reply).toMatchObject({
          outcome: "failed",
          error: { code: "CredentialsUnavailable" },
        });
        expect(reply.outcome === "ok" ? "" : reply.error.message).not.toContain("hunter2");
        expect(proxy.seen).toHaveLength(0);
      });
    });

    describe("TLS", () => {
      let proxy: FaultProxy;
      beforeAll(async () => {
        proxy = await startFaultProxy(upstream, () => undefined, {
          tls: { key: testKey, cert: testCertificate },
        });
      });
      afterAll(() => proxy.close());

      test("works with a certificate that is trusted", async () => {
        const to = await client(proxy.url, {}, { ca: testCertificate });
        const replies = await Promise.all([1, 2, 3].map(n => put(to, `tls-${n}`)));
        expect(replies.map(({ outcome }) => outcome)).toEqual(["ok", "ok", "ok"]);
      });

      test("sends nothing to one that is not, nor to another name", async () => {
        const before = proxy.seen.length;
        const distrusting = await client(proxy.url);
        const elsewhere = new URL(`https://127.0.0.1:${proxy.url.port}`);
        const misled = await client(elsewhere, {}, { ca: testCertificate });
        for (const to of [distrusting, misled]) {
          expect(await add(to, "x")).toMatchObject({
            outcome: "failed",
            attempts: 1,
            error: { code: "CertificateRejected" },
          });
        }
        expect(proxy.seen.length).toBe(before);
      });
    });
  });
}

function endpointOf(url: URL, overrides: Partial<Endpoint> = {}): Endpoint {
  return {
    url,
    region: "us-east-1",
    credentials: async () => identity,
    maxAttempts: 4,
    requestTimeoutMs: 10_000,
    connectTimeoutMs: 2_000,
    maxConnections: 16,
    ...overrides,
  };
}

function bodyOf(reply: Reply) {
  if (reply.outcome !== "ok") throw new Error(`${reply.error.code}: ${reply.error.message}`);
  return reply.body;
}

function item(reply: Reply): Record<string, Record<string, unknown>> {
  return bodyOf(reply).json().Item as Record<string, Record<string, unknown>>;
}

function amzDateMs(text: string): number {
  return Date.parse(
    text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"),
  );
}

async function listen(
  onSocket: (socket: Socket) => void,
): Promise<{ url: URL; close: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer(socket => {
    sockets.add(socket);
    socket.on("error", () => {});
    onSocket(socket);
  });
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: new URL(`http://127.0.0.1:${port}`),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

async function freePort(): Promise<number> {
  const server = await listen(() => {});
  const { port } = server.url;
  await server.close();
  return Number(port);
}
