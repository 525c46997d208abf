import { type AddressInfo, createServer, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { call } from "../../src/dynamodb/call.ts";
import type { Client, Endpoint } from "../../src/dynamodb/client.ts";
import { createWireClient } from "../../src/dynamodb/wire.ts";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A server on bare sockets: `onRequest` is told each whole request, counted from 1. */
async function serve(onRequest: (socket: Socket, n: number, text: string) => void): Promise<URL> {
  const sockets = new Set<Socket>();
  let requests = 0;
  const server = createServer(socket => {
    let seen = "";
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("data", bytes => {
      seen += bytes.toString("utf8");
      if (!seen.endsWith("}")) return;
      requests += 1;
      const text = seen;
      seen = "";
      onRequest(socket, requests, text);
    });
  });
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  closing.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise(resolve => server.close(resolve));
  });
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

function open(url: URL, overrides: Partial<Endpoint> = {}): Client {
  const client = createWireClient({
    url,
    region: "us-east-1",
    credentials: async () => ({ accessKeyId: "A", secretAccessKey: "s" }),
    maxAttempts: 1,
    requestTimeoutMs: 5_000,
    connectTimeoutMs: 2_000,
    maxConnections: 1,
    ...overrides,
  });
  closing.push(() => client.close());
  return client;
}

const replyText = 'HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{"Item":{}}';
const read = (client: Client) => client.send("GetItem", { TableName: "T" });
const add = (client: Client) => client.send("UpdateItem", { UpdateExpression: "ADD a :one" });

test("a reply cut at any byte leaves a write unknown, and the client usable", async () => {
  const url = await serve((socket, n) => {
    const cut = (n - 1) / 2;
    if (n % 2 === 0) socket.write(replyText);
    else if (cut % 2 === 0) socket.end(replyText.slice(0, cut));
    else socket.write(replyText.slice(0, cut), () => socket.resetAndDestroy());
  });
  const client = open(url);
  for (let cut = 0; cut < replyText.length; cut += 1) {
    const reply = await add(client);
    expect(reply).toMatchObject({ outcome: "unknown", attempts: 1 });
    expect(["ConnectionReset", "TruncatedReply"]).toContain(
      reply.outcome === "ok" ? "ok" : reply.error.code,
    );
    expect((await read(client)).outcome).toBe("ok");
  }
});

test("requests share a connection as long as it holds", async () => {
  const sockets = new Set<Socket>();
  const url = await serve(socket => {
    sockets.add(socket);
    socket.write(replyText);
  });
  const client = open(url);
  await Promise.all(Array.from({ length: 50 }, () => read(client)));
  expect(sockets.size).toBe(1);
});

test("a kept connection that the server has closed is not used again", async () => {
  const closed: Promise<unknown>[] = [];
  const url = await serve(socket => {
    closed.push(new Promise(resolve => socket.once("close", resolve)));
    socket.end(replyText);
  });
  const client = open(url);
  for (let n = 0; n < 5; n += 1) {
    expect(await add(client)).toMatchObject({ outcome: "ok", attempts: 1 });
    await closed[n];
  }
});

test("words that nobody asked for are not taken for the next reply", async () => {
  const url = await serve((socket, n) => {
    socket.write(n === 1 ? `${replyText}${replyText}` : replyText.replace("Item", "Next"));
  });
  const client = open(url);
  await read(client);
  const reply = await read(client);
  expect(reply.outcome === "ok" && reply.body.has("Item")).toBe(false);
});

test("text of any alphabet arrives whole", async () => {
  let seen = "";
  const url = await serve((socket, _, text) => {
    seen = text;
    socket.write(replyText);
  });
  const client = open(url);
  await client.send("GetItem", { TableName: "é 😀 \u0000" });
  const [head = "", body = ""] = seen.split("\r\n\r\n");
  expect(JSON.parse(body)).toEqual({ TableName: "é 😀 \u0000" });
  expect(head).toContain(`content-length: ${Buffer.byteLength(body)}`);
});

test("a request that waits for a connection and times out was never sent", async () => {
  const url = await serve(() => {});
  const client = open(url);
  const first = add(client);
  const second = await client.send(
    "UpdateItem",
    { UpdateExpression: "ADD a :one" },
    { timeoutMs: 20 },
  );
  expect(second).toMatchObject({ outcome: "failed", error: { code: "Timeout" } });
  await client.close();
  expect(await first).toMatchObject({ outcome: "unknown", error: { code: "ClientClosed" } });
  expect(await add(client)).toMatchObject({ outcome: "failed", error: { code: "ClientClosed" } });
});

test("many calls under one signal all end when it aborts", async () => {
  let arrived = 0;
  const controller = new AbortController();
  const url = await serve(() => {
    arrived += 1;
    if (arrived === 4) controller.abort();
  });
  const client = open(url, { maxConnections: 4 });
  const replies = await Promise.all(
    Array.from({ length: 10 }, () =>
      client.send("PutItem", { TableName: "T" }, { signal: controller.signal }),
    ),
  );
  const outcomes = replies.map(({ outcome }) => outcome);
  expect(outcomes.filter(outcome => outcome === "unknown")).toHaveLength(4);
  expect(outcomes.filter(outcome => outcome === "failed")).toHaveLength(6);
});

test("a server that speaks another protocol is told as such", async () => {
  const url = await serve(socket => socket.end("220 mail.example ESMTP\r\n"));
  expect(await read(open(url))).toMatchObject({ error: { code: "InvalidReply" } });
});

test("a connection whose request was given up is not waited for by the next", async () => {
  const url = await serve((socket, n) => {
    if (n > 1) socket.write(replyText);
  });
  const client = open(url);
  const first = await client.send("GetItem", {}, { timeoutMs: 30 });
  expect(first).toMatchObject({ error: { code: "Timeout" } });
  expect((await read(client)).outcome).toBe("ok");
});

test("a connection that speaks out of turn is closed", async () => {
  const sockets: Socket[] = [];
  const url = await serve(socket => {
    sockets.push(socket);
    socket.write(replyText);
  });
  const client = open(url);
  expect((await read(client)).outcome).toBe("ok");
  const [first] = sockets;
  const gone = new Promise(resolve => first?.once("close", resolve));
  first?.write("HTTP/1.1 200 OK\r\n");
  await gone;
  expect((await read(client)).outcome).toBe("ok");
  expect(sockets).toHaveLength(2);
});

test("a reply without a length ends with the connection", async () => {
  const url = await serve(socket => socket.end('HTTP/1.1 200 OK\r\n\r\n{"Item":{}}'));
  const client = open(url);
  for (let n = 0; n < 3; n += 1) expect((await add(client)).outcome).toBe("ok");
});

test("a server that accepts but never shakes hands is given up as not connected", async () => {
  const url = await serve(() => {});
  const client = open(new URL(url.href.replace("http:", "https:")), { connectTimeoutMs: 40 });
  expect(await add(client)).toMatchObject({
    outcome: "failed",
    attempts: 1,
    error: { code: "ConnectTimeout" },
  });
});

test("closing ends what is under way, and what waits for a connection", async () => {
  const url = await serve(() => {});
  const client = open(url);
  const calls = [add(client), add(client)];
  await client.close();
  const codes = (await Promise.all(calls)).map(reply => reply.outcome === "ok" || reply.error.code);
  expect(codes).toEqual(["ClientClosed", "ClientClosed"]);
});

test("a reply that is framed as JSON and is none is told as not DynamoDB's", async () => {
  const url = await serve(socket => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"a":b,c}');
  });
  const client = open(url);
  const wrong = { kind: "connection", service: { code: "InvalidReply" } };
  await expect(call(client, "GetItem", { TableName: "T" })).rejects.toMatchObject({
    ...wrong,
    outcome: "failed",
  });
  await expect(call(client, "PutItem", { TableName: "T" })).rejects.toMatchObject({
    ...wrong,
    outcome: "unknown",
  });
});
