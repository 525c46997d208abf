/**
 * What comes over the wire and is no decent request: slow, large, torn, smuggled. Each ends in an
 * answer that says what is wrong, or in the connection's end, and holds nobody else up.
 */
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openGateway } from "../../../src/config/gateway.ts";
import { nodeLimits, serverLimits } from "../../../src/gateway/http/server-limits.ts";
import type { ReadRequest } from "../../../src/gateway/reads.ts";
import { answering, type Service, startService } from "../http/service.ts";
import { rawConnection, rawly, statuses } from "./raw.ts";

let service: Service;
const asked: ReadRequest[] = [];
const requestMs = 600;
let release: () => void = () => {};
let held: Promise<void> | undefined;

beforeAll(async () => {
  service = await startService({
    settings: { limits: { ...openGateway.limits, requestMs } },
    reads: {
      prepare: async request => {
        asked.push(request);
        if (request.table === "Held") await held;
        if (request.table !== "Lines") return answering(`{"table":"${request.table}"}`, request);
        return answering("", request, {
          async *stream() {
            yield '{"line":1}\n';
            await held;
            yield '{"line":2}\n';
          },
        });
      },
    },
  });
});
afterAll(() => service.close());

const hold = () => {
  held = new Promise(resolve => {
    release = resolve;
  });
};
const get = (path: string, more = "") => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`;
const close = "Connection: close\r\n";
const post = (headers: string, body = "") =>
  `POST /v1/tables/Orders/query HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${headers}\r\n${body}`;
const isWell = async () => (await fetch(`${service.url}/v1/tables/Orders/scan`)).status;

describe("who is slow", () => {
  const dribbling = async (head: string, drop: string) => {
    const connection = await rawConnection(service.port);
    connection.write(head);
    const timer = setInterval(() => connection.write(drop), 20);
    try {
      return await connection.ended;
    } finally {
      clearInterval(timer);
    }
  };

  test.each([
    ["with its request line", "GET /", "x"],
    ["with its headers", "GET / HTTP/1.1\r\nHost: localhost\r\n", "X-A: b\r\n"],
    ["within a header", "GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ", "b"],
    ["with its body", post("Content-Length: 10000\r\n"), " "],
    ["with its chunks", post("Transfer-Encoding: chunked\r\n"), "1\r\n \r\n"],
  ])("%s is cut off with a 408, however it goes on", async (_, head, drop) => {
    const text = await dribbling(head, drop);
    expect(statuses(text)).toEqual([408]);
    expect(text).toContain("/problems/request-timeout");
    expect(await isWell()).toBe(200);
  });

  test("and says nothing at all is cut off", async () => {
    const connection = await rawConnection(service.port);
    expect(statuses(await connection.ended)).toEqual([408]);
  });

  test("leaves room for others meanwhile", async () => {
    const slow = await Promise.all(Array.from({ length: 100 }, () => rawConnection(service.port)));
    for (const { write } of slow) write("GET / HTTP/1.1\r\nX-A: ");
    expect(await isWell()).toBe(200);
    for (const text of await Promise.all(slow.map(({ ended }) => ended))) {
      expect(statuses(text)).toEqual([408]);
    }
  });

  test("the limits hold in the service as it is", () => {
    expect(serverLimits(openGateway.limits).requestTimeout).toBe(openGateway.limits.requestMs);
    expect(nodeLimits(openGateway.limits).headersTimeout).toBeLessThanOrEqual(
      openGateway.limits.requestMs,
    );
    expect(service.app.server.requestTimeout).toBe(requestMs);
    expect(service.app.server.headersTimeout).toBe(requestMs);
  });
});

test("ten thousand connections are the most; one more is dropped", async () => {
  const { server } = service.app;
  expect(server.maxConnections).toBe(10_000);
  const other = await startService();
  try {
    other.app.server.maxConnections = 2;
    const [first, second] = [await rawConnection(other.port), await rawConnection(other.port)];
    first.write(get("/v1/tables"));
    second.write(get("/v1/tables"));
    await expect.poll(() => statuses(first.text() + second.text())).toEqual([200, 200]);
    const third = await rawConnection(other.port);
    third.write(get("/v1/tables"));
    expect(await third.ended).toBe("");
    first.write(get("/v1/tables", close));
    expect(statuses(await first.ended)).toEqual([200, 200]);
  } finally {
    await other.close();
  }
});

describe("too large:", () => {
  test.each<[string, () => string, number[]]>([
    ["a URL of 20 KB", () => get(`/v1/tables/${"a".repeat(20_000)}`, close), [414]],
    ["a URL of a megabyte", () => get(`/${"a".repeat(1e6)}`, close), [431]],
    ["a header of a megabyte", () => get("/v1/tables", `X-A: ${"b".repeat(1e6)}\r\n`), [431]],
    ["ten thousand headers", () => get("/v1/tables", "X-A: b\r\n".repeat(10_000)), [431]],
    ["a body that says that it is large", () => post("Content-Length: 1000000000\r\n"), [413]],
    [
      "a key in a path of 10 KB",
      () => get(`/v1/tables/T/items/${"a".repeat(10_000)}`, close),
      [414],
    ],
  ])("%s", async (_, bytes, told) => {
    expect(statuses(await rawly(service.port, bytes()))).toEqual(told);
    expect(await isWell()).toBe(200);
  });

  test("chunks without end", async () => {
    const connection = await rawConnection(service.port);
    connection.write(post("Transfer-Encoding: chunked\r\n"));
    const chunk = `4000\r\n${" ".repeat(0x4000)}\r\n`;
    for (let at = 0; at < 10; at++) connection.write(chunk);
    expect(statuses(await connection.ended)[0]).toBe(413);
  });

  test("chunk extensions", async () => {
    const text = await rawly(
      service.port,
      post("Transfer-Encoding: chunked\r\n", `1;${"a".repeat(20_000)}\r\n \r\n0\r\n\r\n`),
    );
    expect([400, 413, 431]).toContain(statuses(text)[0]);
  });
});

describe("a body", () => {
  const sent = async (body: string | Buffer, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${service.url}/v1/tables/Orders/query`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: body as NonNullable<RequestInit["body"]>,
    });
    return { status: answer.status, text: await answer.text() };
  };

  test.each<[string, string | Buffer, Record<string, string>, number]>([
    ["of gzip", gzipSync("{}"), { "content-encoding": "gzip" }, 415],
    ["of gzip that does not say so", gzipSync("{}"), {}, 400],
    ["that says identity", "{}", { "content-encoding": "identity" }, 415],
    ["of another charset", "{}", { "content-type": "application/json; charset=utf-16" }, 415],
    ["of a form", "where=1", { "content-type": "application/x-www-form-urlencoded" }, 415],
    ["of text, as pages of others may send it", "{}", { "content-type": "text/plain" }, 415],
    ["of two types", "{}", { "content-type": "application/json, text/plain" }, 415],
    ["of no UTF-8", Buffer.from([0x22, 0xc0, 0xaf, 0x22]), {}, 400],
    ["with an overlong slash", Buffer.from('{"where":"\xc0\xaf"}', "latin1"), {}, 400],
    ["of lists in lists without end", "[".repeat(30_000), {}, 400],
    ["of lists in lists", `{"a":${"[".repeat(1_000)}${"]".repeat(1_000)}}`, {}, 400],
    ["of objects in objects", `${'{"a":'.repeat(1_000)}1${"}".repeat(1_000)}`, {}, 400],
    ["that is a number", "1e400", {}, 400],
    ["that is null", "null", {}, 400],
    ["with something behind", "{} {}", {}, 400],
    ["of spaces", " ".repeat(60_000), {}, 400],
  ])("%s is refused", async (what, body, headers, status) => {
    const told = await sent(body, headers);
    expect(told.status).toBe(status);
    expect(JSON.parse(told.text)).toMatchObject({ status });
    expect(told.text.includes("nests deeper")).toBe(/^of (lists|objects) in/.test(what));
  });
});

test.each([
  "text/html",
  "application/json;q=0",
  "application/*+json",
  "image/*;q=1",
  "nonsense",
  ";;;,,,",
  `${"a/b,".repeat(3_000)}x/y`,
])("Accept: %.20s is refused by what there is", async accept => {
  const answer = await fetch(`${service.url}/v1/tables/Orders/scan`, { headers: { accept } });
  expect(answer.status).toBe(406);
  expect(await answer.text()).toContain("application/x-ndjson");
});

describe("in a query string,", () => {
  test.each([
    "pk=a&pk=b",
    "pk=a&%70k=b",
    "pk=a&pk",
    "pk=a&pageSize=1&pageSize=2",
    "pk=%C0%AF",
    "pk=%ED%A0%80",
    "pk=%",
    "pk=%zz",
    "pk=a&__proto__=1",
    "pk=a&__proto__[x]=1",
    "pk=a&constructor=1",
    "pk=a&constructor[prototype][x]=1",
    "pk[]=a",
    "pk[$ne]=a",
    "pk=a;pageSize=2",
    "pk=a&pageSize=0x10",
    "pk=a&pageSize=1e1",
    "pk=a&pageSize=%2B1",
    "pk=a&total=1",
    "pk=a&total=TRUE",
  ])("%s is refused, or its one value is text", async text => {
    const answer = await fetch(`${service.url}/v1/tables/Orders/items?${text}`);
    if (text.includes(";")) {
      expect(answer.status).toBe(200);
      expect(asked.at(-1)?.what).toMatchObject({ parameters: { pk: "a;pageSize=2" } });
    } else expect(answer.status).toBe(400);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });
});

describe("a path", () => {
  test.each([
    ["with a NUL", "/v1/tables/a%00b/scan", [400]],
    ["with an overlong slash", "/v1/tables/%C0%AF/scan", [400]],
    ["with half of a surrogate pair", "/v1/tables/%ED%A0%80/scan", [400]],
    ["with a broken escape", "/v1/tables/%u0041/scan", [400]],
    ["with a line's end", "/v1/tables/a%0d%0aX-Evil:%201/scan", [400]],
    ["of raw bytes", "/v1/tables/\xc3\xa4/scan", [400]],
    ["with a tab", "/v1/tables\t/x", [400]],
    ["of none", "*", [400, 404]],
    ["of a backslash", "/v1\\tables", [404]],
  ])("%s is refused", async (_, path, told) => {
    const text = await rawly(service.port, get(path, close));
    expect(told).toContain(statuses(text)[0]);
    expect(text).not.toMatch(/^X-Evil/im);
  });
});

describe("requests in requests:", () => {
  const smuggled = get("/v1/tables/Smuggled/scan");

  test.each<[string, string]>([
    [
      "a length and chunks",
      post(`Content-Length: 6\r\nTransfer-Encoding: chunked\r\n`, `0\r\n\r\n${smuggled}`),
    ],
    [
      "chunks and a length",
      post(`Transfer-Encoding: chunked\r\nContent-Length: 6\r\n`, `0\r\n\r\n${smuggled}`),
    ],
    ["two lengths", post(`Content-Length: 0\r\nContent-Length: ${smuggled.length}\r\n`, smuggled)],
    ["two lengths in one", post(`Content-Length: 0, ${smuggled.length}\r\n`, smuggled)],
    ["a negative length", post("Content-Length: -1\r\n", smuggled)],
    ["a length with a sign", post(`Content-Length: +0\r\n`, smuggled)],
    ["a length in hexadecimal digits", post("Content-Length: 0x0\r\n", smuggled)],
    ["a length with a space before its colon", post("Content-Length : 0\r\n", smuggled)],
    ["an unknown coding", post("Transfer-Encoding: xchunked\r\n", `0\r\n\r\n${smuggled}`)],
    [
      "chunks that are not last",
      post("Transfer-Encoding: chunked, identity\r\n", `0\r\n\r\n${smuggled}`),
    ],
    [
      "chunks twice",
      post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", `0\r\n\r\n${smuggled}`),
    ],
    ["a folded header", post("Transfer-Encoding:\r\n chunked\r\n", `0\r\n\r\n${smuggled}`)],
    [
      "a vertical tab in a coding",
      post("Transfer-Encoding: \x0bchunked\r\n", `0\r\n\r\n${smuggled}`),
    ],
    [
      "a chunk's size that overflows",
      post("Transfer-Encoding: chunked\r\n", `fffffffffffffffff\r\n${smuggled}`),
    ],
    ["a chunk's size that is none", post("Transfer-Encoding: chunked\r\n", `z\r\n${smuggled}`)],
    ["lines that end by CR alone", `GET / HTTP/1.1\rHost: localhost\r\r${smuggled}`],
    ["a NUL in a header", get("/v1/tables", "X-A: \0\r\n") + smuggled],
    ["a header without a name", get("/v1/tables", ": x\r\n") + smuggled],
    ["another version", `GET /v1/tables HTTP/3.7\r\nHost: localhost\r\n\r\n${smuggled}`],
    ["the preface of HTTP/2", `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${smuggled}`],
    ["TLS", `\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03${smuggled}`],
  ])("%s", async (_, bytes) => {
    const before = asked.length;
    const connection = await rawConnection(service.port);
    connection.write(bytes);
    const text = await connection.ended;
    expect(asked.slice(before).map(({ table }) => table)).not.toContain("Smuggled");
    expect(text).not.toContain('{"table":"Smuggled"}');
    expect(statuses(text).filter(status => status < 400)).toEqual([]);
  });

  test("without a host there is no answer but a refusal", async () => {
    expect(statuses(await rawly(service.port, "GET /v1/tables HTTP/1.1\r\n\r\n"))).toEqual([400]);
  });

  test("a body that a GET brings along is no request", async () => {
    const before = asked.length;
    const text = await rawly(
      service.port,
      get("/v1/tables/Orders/scan", `Content-Length: ${smuggled.length}\r\n${close}`) + smuggled,
    );
    expect(statuses(text)).toHaveLength(1);
    expect(asked.slice(before).map(({ table }) => table)).not.toContain("Smuggled");
  });
});

describe("on one connection,", () => {
  test("answers come in the order of their requests, refusals among them", async () => {
    const text = await rawly(
      service.port,
      get("/v1/tables/A/scan") +
        get("/nowhere") +
        get("/v1/tables/B/scan?pageSize=x") +
        get("/v1/tables/C/scan", close),
    );
    expect(statuses(text)).toEqual([200, 404, 400, 200]);
    expect(text.indexOf('"A"')).toBeLessThan(text.indexOf('"C"'));
  });

  test("nothing is put into an answer that is under way by what comes behind", async () => {
    hold();
    const connection = await rawConnection(service.port);
    connection.write(get("/v1/tables/Lines/scan?all=true", "Accept: application/x-ndjson\r\n"));
    await expect.poll(connection.text).toContain('{"line":1}');
    connection.write("NONSENSE\r\n\r\n");
    const text = await connection.ended;
    release();
    // One head, and after it either chunks alone or the end.
    expect(statuses(text)).toEqual([200]);
    expect(text).not.toContain("/problems/");
  });

  test("nonsense behind a request that waits is not taken for its answer", async () => {
    hold();
    const connection = await rawConnection(service.port);
    connection.write(get("/v1/tables/Held/scan"));
    await expect.poll(() => asked.length >= 0 && service.lifecycle !== undefined).toBe(true);
    connection.write("NONSENSE\r\n\r\n");
    const text = await connection.ended;
    release();
    expect(statuses(text).filter(status => status < 400)).toEqual([]);
  });

  test("HTTP/1.0 is answered, and the connection ends", async () => {
    const text = await rawly(service.port, "GET /v1/tables/Orders/scan HTTP/1.0\r\n\r\n");
    expect(statuses(text)).toEqual([200]);
    expect(text).toMatch(/connection: close/i);
  });

  test("Expect: 100-continue is answered before a body is taken", async () => {
    const connection = await rawConnection(service.port);
    connection.write(post("Content-Length: 2\r\nExpect: 100-continue\r\nConnection: close\r\n"));
    await expect.poll(connection.text).toContain("100 Continue");
    connection.write("{}");
    expect(statuses(await connection.ended)).toEqual([100, 200]);
  });

  test.each(["Upgrade: websocket", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__"])(
    "%s changes nothing",
    async header => {
      const more = `${header}\r\nConnection: close, Upgrade\r\n`;
      const text = await rawly(service.port, get("/v1/tables/Orders/scan", more));
      expect(statuses(text)).toEqual([200]);
    },
  );
});

describe("a request's id", () => {
  test.each([
    "a\x7fb",
    "x".repeat(65),
    "<script>",
    "a b",
    "\u00e9",
    "../../etc/passwd",
    "{{7*7}}",
    "%0d%0aX-Evil: 1",
    "",
  ])("%j is not taken", async id => {
    const text = await rawly(service.port, get("/v1/tables", `X-Request-Id: ${id}\r\n${close}`));
    const told = /^x-request-id: (.*)\r$/im.exec(text)?.[1];
    if (told === undefined) expect(statuses(text)).toEqual([400]);
    else expect(told).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
    if (id !== "" && told !== undefined) expect(text).not.toContain(id);
  });

  test("that is there twice is not taken", async () => {
    const twice = "X-Request-Id: one\r\nX-Request-Id: two\r\n";
    const text = await rawly(service.port, get("/v1/tables", twice + close));
    expect(text).not.toMatch(/x-request-id: (one|two|one, two)\r/i);
  });
});
