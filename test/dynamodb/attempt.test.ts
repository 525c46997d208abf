import { crc32 } from "node:zlib";
import { describe, expect, test } from "vitest";
import { attemptOf } from "../../src/dynamodb/attempt.ts";
import { requestTimeout } from "../../src/dynamodb/network-fault.ts";

const write = { read: false, idempotent: false };
const read = { read: true, idempotent: true };

function reply(text: string, more: { crc32?: string; status?: number } = {}) {
  return { status: 200, date: undefined, crc32: undefined, body: Buffer.from(text), ...more };
}

describe("attemptOf", () => {
  test.each(['{"Item":{}}', "{}", '{"Count":1}\n', ' {"Count":1}\r\n '])("takes %j", text => {
    expect(attemptOf(reply(text), write).ok).toBe(true);
  });

  test.each(["", "  ", "{", '{"Item":{"a":', '{"Item":"'])(
    "calls %j a truncated reply, which leaves a doubt",
    text => {
      expect(attemptOf(reply(text), write)).toMatchObject({
        mayHaveEffect: true,
        remedy: "transient",
        error: { code: "TruncatedReply" },
      });
    },
  );

  test.each(["<html></html>", "OK", "[]"])("tells that %j is not DynamoDB's", text => {
    expect(attemptOf(reply(text), read)).toMatchObject({
      mayHaveEffect: false,
      remedy: "none",
      error: { code: "InvalidReply" },
    });
  });

  test("checks the checksum when there is one", () => {
    const text = '{"Item":{"a":{"S":"é"}}}';
    const right = String(crc32(text));
    expect(attemptOf(reply(text, { crc32: right }), write).ok).toBe(true);
    expect(attemptOf(reply(text.replace("é", "è"), { crc32: right }), write)).toMatchObject({
      error: { code: "TruncatedReply" },
    });
  });

  test("leaves a doubt about a write that was lost after sending, none about a read", () => {
    const fault = requestTimeout(10, true);
    expect(attemptOf(fault, write)).toMatchObject({ mayHaveEffect: true, remedy: "transient" });
    expect(attemptOf(fault, read)).toMatchObject({ mayHaveEffect: false, remedy: "transient" });
    expect(attemptOf(requestTimeout(10, false), write)).toMatchObject({ mayHaveEffect: false });
  });

  test("leaves a doubt about a write that met a 5xx, none about a read", () => {
    expect(attemptOf(reply("", { status: 500 }), write)).toMatchObject({ mayHaveEffect: true });
    expect(attemptOf(reply("", { status: 500 }), read)).toMatchObject({ mayHaveEffect: false });
  });
});
