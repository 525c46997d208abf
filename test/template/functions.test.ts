import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { functions } from "../../src/template/functions.ts";
import { evaluate, noon, problem, scope, value } from "./fixture.ts";

/** What a template gives for the first indexes. */
function draws(text: string, count: number): unknown[] {
  const template = value(text);
  return Array.from({ length: count }, (_, index) => template.evaluate(scope(index)));
}

describe("the functions of templates", () => {
  it.each([
    ["${hex(255)}", "ff"],
    ["${hex(i)}", "2a"],
    ["${pad(i, 6)}", "000042"],
    ["${pad(1234567, 3)}", "1234567"],
    ["${str(i)}", "42"],
    ["${str(true)}", "true"],
    ["${upper('abc')}", "ABC"],
    ["${lower('ABC')}", "abc"],
    ["${round(2.5)}", 3],
    ["${round(1.2345, 2)}", 1.23],
    ["${floor(-1.5)}", -2],
    ["${floor(i / 5)}", 8],
    ["${min(3, i, 7)}", 3],
    ["${max(3, i, 7)}", 42],
    ["${now()}", noon],
    ["${isoNow()}", "2026-01-01T12:00:00.000Z"],
    ["${epochSeconds()}", noon / 1000],
    ["${epochSeconds('24h')}", noon / 1000 + 86_400],
    ["${epochSeconds('-30d')}", noon / 1000 - 30 * 86_400],
  ])("%s", (text, wanted) => {
    expect(evaluate(text, 42)).toBe(wanted);
  });

  it("draw within their bounds", () => {
    for (const n of draws("${int(-3, 3)}", 500)) expect([-3, -2, -1, 0, 1, 2, 3]).toContain(n);
    expect(new Set(draws("${int(-3, 3)}", 500)).size).toBe(7);
    for (const x of draws("${float(1, 2)}", 500))
      expect(Number(x) >= 1 && Number(x) < 2).toBe(true);
    for (const x of draws("${float(1, 2, 2)}", 500)) expect(String(x)).toMatch(/^(1(\.\d\d?)?|2)$/);
    expect(new Set(draws("${pick('a', 'b', 3)}", 100))).toEqual(new Set(["a", "b", 3]));
    const share = draws("${bool(0.2)}", 10_000).filter(Boolean).length / 10_000;
    expect(Math.abs(share - 0.2)).toBeLessThan(0.02);
    expect(draws("${bool(0)}", 50)).not.toContain(true);
    expect(draws("${zipf(10)}", 1000).filter(rank => rank === 0).length).toBeGreaterThan(250);
    for (const rank of draws("${zipf(i + 1, 1.2)}", 500)) expect(Number(rank)).toBeLessThan(500);
  });

  it("make identifiers of the right form, each another one", () => {
    const ids = draws("${uuid()}", 20_000);
    for (const id of ids) {
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
    expect(new Set(ids).size).toBe(20_000);
  });

  it("make people, addresses and dates of the right form", () => {
    for (const email of draws("${email()}", 200)) {
      expect(email).toMatch(/^[a-z]+\.[a-z]+\.\d+@example\.com$/);
    }
    for (const name of draws("${name()}", 200)) expect(name).toMatch(/^[A-Z][a-z]+ [A-Z][a-z]+$/);
    for (const ip of draws("${ipv4()}", 200)) {
      expect(ip).toMatch(/^10\.\d{1,3}\.\d{1,3}\.\d{1,3}$/);
      for (const part of String(ip).split(".")) expect(Number(part)).toBeLessThan(256);
    }
    const days = draws("${date('2024-02-27', '2024-03-01')}", 200);
    expect([...new Set(days)].sort()).toEqual([
      "2024-02-27",
      "2024-02-28",
      "2024-02-29",
      "2024-03-01",
    ]);
    for (const at of draws("${date('2024-01-01T00:00:00Z', '2024-01-02')}", 200)) {
      expect(at).toMatch(/^2024-01-0[12]T\d\d:\d\d:\d\d\.\d{3}Z$/);
    }
  });

  it("make text and bytes of exactly the wanted length", () => {
    fc.assert(
      fc.property(fc.nat(3000), fc.nat(), (length, index) => {
        expect(String(evaluate(`\${text(${length})}`, index))).toHaveLength(length);
        expect(evaluate(`\${bytes(${length})}`, index)).toHaveLength(length);
      }),
    );
  });

  it("make text that compresses as prose does, and bytes that do not", () => {
    const prose = String(evaluate("${text(20000)}"));
    expect(gzipSync(prose).length / prose.length).toBeGreaterThan(0.2);
    expect(gzipSync(prose).length / prose.length).toBeLessThan(0.5);
    const noise = evaluate("${bytes(20000)}") as Uint8Array;
    expect(gzipSync(noise).length).toBeGreaterThan(noise.length);
  });

  it("check values that come out only when evaluated", () => {
    expect(() => evaluate("${hex(i - 1)}", 0)).toThrow(
      "hex(n): n must be an integer of at least 0",
    );
    expect(() => evaluate("${int(i, 5)}", 6)).toThrow("int(low, high): low 6 is above high 5");
    expect(problem("${epochSeconds('soon')}")).toContain("must be a duration such as 500ms");
  });

  it("have a signature that names them, and an arity that agrees with it", () => {
    for (const [name, { signature, arity }] of functions) {
      expect(signature).toMatch(new RegExp(`^${name}\\(.*\\)$`));
      const required = signature.slice(name.length + 1, -1).split("[")[0] ?? "";
      const parameters = required.split(",").filter(each => /\w/.test(each)).length;
      expect(arity[0]).toBe(signature.includes("…") ? 1 : parameters);
    }
  });
});
