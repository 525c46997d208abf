import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { logOf } from "../../../src/gateway/log/log.ts";
import type { LogLevel } from "../../../src/gateway/log.ts";
import type { Observed } from "../../../src/gateway/metrics.ts";

const request: Observed = {
  id: "r-1",
  principal: "k1",
  method: "GET",
  route: "/v1/tables/{table}/items",
  status: 200,
  problem: undefined,
  seconds: 0.0123456,
  table: "Orders",
  cache: "hit",
  readUnits: 0,
};

function lines(level: LogLevel = "debug") {
  const written: string[] = [];
  const log = logOf({ level, write: line => written.push(line), now: () => 0, worker: 2 });
  return { log, written, objects: () => written.map(line => JSON.parse(line) as object) };
}

describe("the log", () => {
  it("tells a request in one line", () => {
    const { log, objects } = lines();
    log.request(request);
    expect(objects()).toEqual([
      {
        time: "1970-01-01T00:00:00.000Z",
        level: "info",
        message: "request",
        id: "r-1",
        key: "k1",
        method: "GET",
        route: "/v1/tables/{table}/items",
        table: "Orders",
        status: 200,
        ms: 12.35,
        cache: "hit",
        readUnits: 0,
        worker: 2,
      },
    ]);
  });

  it("tells no less than its level", () => {
    const { log, written } = lines("error");
    log.request(request);
    log.write("warn", "late");
    expect(written).toEqual([]);
    log.write("error", "broken");
    expect(written).toHaveLength(1);
    const silent = lines("silent");
    silent.log.write("error", "broken");
    expect(silent.written).toEqual([]);
  });

  it("tells of probes only when they find something", () => {
    const { log, written } = lines("info");
    log.request({ ...request, route: "/health/ready" });
    expect(written).toEqual([]);
    log.request({ ...request, route: "/health/ready", status: 503 });
    expect(written).toHaveLength(1);
  });

  it("writes listed fields alone", () => {
    const { log, written } = lines();
    const smuggled = { authorization: "pl4nt3d", query: "pl4nt3d" };
    log.request({ ...request, ...smuggled });
    log.write("info", "x", { id: "r", ...smuggled });
    expect(written.join("")).not.toContain("pl4nt3d");
  });

  it("tells of an error what it is and where, never its words", () => {
    const { log, written, objects } = lines();
    const cause = Object.assign(new TypeError("pl4nt3d\n    at pl4nt3d (pl4nt3d)"), {
      code: "pl4nt3d and more",
      token: "pl4nt3d",
    });
    log.write("error", "broken", {
      error: Object.assign(new Error("pl4nt3d", { cause }), { code: "E1" }),
    });
    log.write("error", "broken", { error: "pl4nt3d" });
    expect(written.join("")).not.toContain("pl4nt3d");
    expect(objects()[0]).toMatchObject({
      error: {
        name: "Error",
        code: "E1",
        at: expect.arrayContaining([expect.stringContaining("log.test.ts")]),
        cause: { name: "TypeError" },
      },
    });
  });

  it("is one line of JSON that steers no terminal, whatever is told", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), text => {
        const { log, written, objects } = lines();
        log.request({ ...request, id: text, method: text });
        expect(written.join("").slice(0, -1)).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
        expect(objects()[0]).toMatchObject({ id: text, method: text });
      }),
    );
  });
});
