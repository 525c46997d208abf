import { once } from "node:events";
import { get } from "node:https";
import { connect as connectSocket } from "node:net";
import { text } from "node:stream/consumers";
import { connect as connectTls } from "node:tls";
import { describe, expect, test } from "vitest";
import { openGateway } from "../../../src/config/gateway.ts";
import { testCertificate, testKey } from "../../support/tls.ts";
import { answering, start } from "./service.ts";

/** All that a connection is answered with until it ends. */
async function exchange(port: number, bytes: string): Promise<string> {
  const socket = connectSocket(port, "127.0.0.1");
  socket.write(bytes, "latin1");
  return text(socket);
}

const host = "Host: localhost\r\n";

describe("what is no request", () => {
  test.each([
    ["nonsense\r\n\r\n", 400, "invalid-request"],
    [
      `GET / HTTP/1.1\r\n${host}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`,
      400,
      "invalid-request",
    ],
    [`GET / HTTP/1.1\r\n${host}X: ${"a".repeat(40_000)}\r\n\r\n`, 431, "headers-too-large"],
  ])("is answered with a problem %#", async (bytes, status, code) => {
    const { port } = await start();
    const answer = await exchange(port, bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toContain("Content-Type: application/problem+json\r\n");
    expect(answer).toContain("Connection: close\r\n");
    expect(answer).toContain(`"type":"/problems/${code}"`);
  });
});

describe("a caller that is slow on purpose", () => {
  const quick = { settings: { limits: { ...openGateway.limits, requestMs: 200 } } };
  const head = `POST /v1/tables/Orders/query HTTP/1.1\r\n${host}`;

  test.each([
    ["with its headers", "GET /v1/tables HTTP/1.1\r\nHost: loc"],
    ["with its body", `${head}Content-Type: application/json\r\nContent-Length: 9\r\n\r\n{`],
  ])("%s is cut off", async (_, bytes) => {
    const { port } = await start(quick);
    expect(await exchange(port, bytes)).toMatch(/^HTTP\/1.1 408 .*"\/problems\/request-timeout"/s);
  });
});

test("answers requests that come in one go in their order", async () => {
  const { port } = await start();
  const ask = (table: string, more = "") =>
    `GET /v1/tables/${table} HTTP/1.1\r\n${host}${more}\r\n`;
  const all = await exchange(
    port,
    ask("One1") + ask("Two2") + ask("End3", "Connection: close\r\n"),
  );
  expect([...all.matchAll(/\{"name":"(\w+)"\}/g)].map(([, name]) => name)).toEqual([
    "One1",
    "Two2",
    "End3",
  ]);
});

test("ends connections with the answers that are sent while it drains", async () => {
  const { port, lifecycle } = await start({
    reads: {
      prepare: async request => {
        lifecycle.drain();
        return answering("{}", request);
      },
      tables: async () => {
        lifecycle.drain();
        return "{}";
      },
    },
  });
  for (const path of ["tables/Orders/scan", "tables"]) {
    const answer = await exchange(port, `GET /v1/${path} HTTP/1.1\r\n${host}\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 200 .*\r\nconnection: close\r\n.*\{\}$/is);
  }
});

test("reads no lines for who asks for the head alone", async () => {
  const read: number[] = [];
  const { url } = await start({
    reads: {
      prepare: async request =>
        answering("", request, {
          async *stream() {
            for (let line = 0; line < 3; line++) {
              read.push(line);
              yield "{}\n";
            }
          },
        }),
    },
  });
  const asked = { method: "HEAD", headers: { accept: "application/x-ndjson" } };
  const answer = await fetch(`${url}/v1/tables/Orders/scan?all=true`, asked);
  expect(answer.headers.get("content-type")).toBe("application/x-ndjson");
  expect(answer.headers.has("content-length")).toBe(false);
  await (await fetch(`${url}/v1/tables`)).text();
  expect(read).toEqual([0]);
});

test("stops reading for a caller that goes, and notes that it went", async () => {
  const { port, observed } = await start({
    reads: {
      prepare: async request =>
        answering("", request, {
          isCacheable: false,
          make: async signal => {
            socket.destroy();
            await once(signal, "abort");
            throw signal.reason;
          },
        }),
    },
  });
  const socket = connectSocket(port, "127.0.0.1");
  socket.write(`GET /v1/tables/Orders/scan HTTP/1.1\r\n${host}\r\n`);
  await expect
    .poll(() => observed)
    .toMatchObject([{ status: 499, route: "/v1/tables/{table}/scan" }]);
});

test("cuts the connection when lines go wrong in the middle", async () => {
  const { url } = await start({
    reads: {
      prepare: async request =>
        answering("", request, {
          async *stream() {
            yield '{"a":1}\n';
            throw new Error("gone");
          },
        }),
    },
  });
  const answer = await fetch(`${url}/v1/tables/Orders/scan?all=true`, {
    headers: { accept: "application/x-ndjson" },
  });
  await expect(answer.text()).rejects.toThrow();
});

describe("with a certificate", () => {
  const tls = { cert: testCertificate, key: testKey };

  test("answers HTTPS, and says to stay with it", async () => {
    const { port } = await start({ tls });
    const request = get({
      port,
      host: "localhost",
      family: 4,
      path: "/v1/tables",
      ca: testCertificate,
    });
    const [answer] = await once(request, "response");
    expect(await text(answer)).toBe('{"tables":[]}');
    expect(answer.headers["strict-transport-security"]).toMatch(/^max-age=/);
  });

  test("takes no TLS before 1.2", async () => {
    const { port } = await start({ tls });
    const old = connectTls({
      port,
      host: "127.0.0.1",
      ca: testCertificate,
      maxVersion: "TLSv1.1",
      minVersion: "TLSv1",
      ciphers: "DEFAULT@SECLEVEL=0",
    });
    const [error] = await once(old, "error");
    expect(error.code).toMatch(/PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|NO_PROTOCOLS/);
  });
});
