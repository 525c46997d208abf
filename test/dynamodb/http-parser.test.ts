import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MalformedReply } from "../../src/dynamodb/http-head.ts";
import { HttpParser, type ParsedReply } from "../../src/dynamodb/http-parser.ts";

const body = '{"Item":{"Id":{"S":"é 😀"},"End":{"S":"\\r\\n\\r\\n"}}}';
const bytes = Buffer.from(body);

const fixed = Buffer.from(
  `HTTP/1.1 200 OK\r\nDate: Fri, 20 Nov 2026 12:00:00 GMT\r\nx-amz-crc32: 42\r\nX-Other:\r\nContent-LENGTH:  ${bytes.length}\r\n\r\n${body}`,
);
const chunked = Buffer.concat([
  Buffer.from("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
  ...[bytes.subarray(0, 1), bytes.subarray(1, 20), bytes.subarray(20)].flatMap(piece => [
    Buffer.from(`${piece.length.toString(16)};note=1\r\n`),
    piece,
    Buffer.from("\r\n"),
  ]),
  Buffer.from("0\r\nTrailer: x\r\n\r\n"),
]);
const untilClose = Buffer.from(`HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n${body}`);

/** Feeds bytes in pieces through one buffer, as a socket does, and closes. */
function parse(whole: Buffer, cuts: readonly number[]): ParsedReply[] {
  const parser = new HttpParser();
  const shared = Buffer.alloc(whole.length);
  const replies: ParsedReply[] = [];
  let start = 0;
  for (const cut of [...cuts, whole.length]) {
    const length = whole.copy(shared, 0, start, cut);
    start = cut;
    if (length === 0) continue;
    const reply = parser.push(shared.subarray(0, length));
    if (reply !== undefined) replies.push(reply);
    shared.fill(0);
  }
  const last = parser.end();
  return last === undefined ? replies : [...replies, last];
}

describe("HttpParser", () => {
  describe.each([
    ["a length", fixed],
    ["chunks", chunked],
    ["the connection's end", untilClose],
  ])("a body told by %s", (_, whole) => {
    test("is read whole wherever it is cut in two", () => {
      for (let cut = 0; cut <= whole.length; cut += 1) {
        const replies = parse(whole, [cut]);
        expect(replies.map(reply => reply.body.toString())).toEqual([body]);
      }
    });

    test("is read whole from any pieces", () => {
      fc.assert(
        fc.property(fc.array(fc.nat(whole.length), { maxLength: 40 }), cuts => {
          const [reply] = parse(
            whole,
            cuts.sort((a, b) => a - b),
          );
          expect(reply?.body.toString()).toBe(body);
          expect(reply?.status).toBe(200);
        }),
      );
    });
  });

  test("a reply that ends early is none, wherever it ends", () => {
    for (const whole of [fixed, chunked]) {
      for (let end = 0; end < whole.length; end += 1) {
        expect(parse(whole.subarray(0, end), [])).toEqual([]);
      }
    }
  });

  test("one reply follows another on a kept connection", () => {
    const parser = new HttpParser();
    for (const whole of [fixed, chunked, fixed]) {
      const reply = parser.push(whole);
      expect(reply?.body.toString()).toBe(body);
      expect(reply?.keepAlive).toBe(true);
      expect(parser.started).toBe(false);
    }
  });

  test("the headers that matter are read, in any case", () => {
    expect(new HttpParser().push(fixed)).toMatchObject({
      status: 200,
      date: "Fri, 20 Nov 2026 12:00:00 GMT",
      crc32: "42",
    });
  });

  test.each([
    ["HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", false],
    ["HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", false],
    ["HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 0\r\n\r\n", true],
    ["HTTP/1.1 204 No Content\r\n\r\n", true],
    ["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK", false],
  ])("a connection is kept only when its reply allows it: %j", (text, keepAlive) => {
    expect(new HttpParser().push(Buffer.from(text))?.keepAlive).toBe(keepAlive);
  });

  test.each([
    ["another protocol", "SSH-2.0-OpenSSH_9.6\r\n"],
    ["a TLS alert", "\u0015\u0003\u0001\u0000\u0002\u0002\u0046"],
    ["HTTP/2", "HTTP/2 200\r\n\r\n"],
    ["two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"],
    ["a negative length", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"],
    ["a header without a colon", "HTTP/1.1 200 OK\r\nnonsense\r\n\r\n"],
    ["an unknown encoding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n"],
    ["a chunk without a size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"],
    [
      "a chunk longer than it says",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n",
    ],
    ["an endless head", `HTTP/1.1 200 OK\r\nX: ${"x".repeat(70_000)}`],
  ])("%s is refused", (_, text) => {
    expect(() => new HttpParser().push(Buffer.from(text, "latin1"))).toThrow(MalformedReply);
  });

  test("any bytes are a reply, nothing yet, or refused", () => {
    const start = fc.constantFrom("", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\n\r\n");
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 200 }), (start, random) => {
        try {
          new HttpParser().push(Buffer.concat([Buffer.from(start), random]));
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedReply);
        }
      }),
    );
  });
});
