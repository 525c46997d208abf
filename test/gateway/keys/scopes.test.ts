import { describe, expect, it } from "vitest";
import { allowing, checkScopes, scopeProblem } from "../../../src/gateway/keys/scopes.ts";
import type { Action } from "../../../src/gateway/principal.ts";

const readings = ["get", "query", "scan", "describe"] as const;
const actions: readonly Action[] = [
  ...["Orders", "Products", "cache", "metrics"].flatMap(table =>
    readings.map(kind => ({ kind, table })),
  ),
  { kind: "invalidate", table: "Orders" },
  { kind: "invalidate", table: "Products" },
  { kind: "invalidate", table: undefined },
  { kind: "metrics" },
];
const told = (action: Action) =>
  action.kind === "metrics" ? "metrics" : `${action.kind} ${action.table ?? "all"}`;
const allowed = (...scopes: string[]) => actions.filter(allowing(scopes)).map(told);
const ofTable = (table: string) => readings.map(kind => `${kind} ${table}`);

describe("a scope", () => {
  it("allows what it names and nothing else", () => {
    expect(allowed()).toEqual([]);
    expect(allowed("Orders")).toEqual(ofTable("Orders"));
    expect(allowed("Orders:get")).toEqual(["get Orders"]);
    expect(allowed("Orders:query", "Products:describe")).toEqual([
      "query Orders",
      "describe Products",
    ]);
    expect(allowed("cache:Orders")).toEqual(["invalidate Orders"]);
    expect(allowed("cache")).toEqual([
      "invalidate Orders",
      "invalidate Products",
      "invalidate all",
    ]);
    expect(allowed("metrics")).toEqual(["metrics"]);
    expect(allowed("orders", "Order")).toEqual([]);
  });

  it("is none that would allow nothing", () => {
    for (const kind of readings) expect(scopeProblem(`metrics:${kind}`)).toBe("names no table");
  });

  it("of all reads leaves the cache and the metrics to their own", () => {
    expect(allowed("*")).toEqual(["Orders", "Products", "cache", "metrics"].flatMap(ofTable));
  });

  it.each([
    ["", "names no table"],
    ["a", "names no table"],
    ["Or ders", "names no table"],
    ["*:get", "names no table"],
    ["cache:", "names no table"],
    ["Orders:quer", 'is for get, query, scan, describe; did you mean "query"?'],
    ["Orders:put", "is for get, query, scan, describe"],
    ["Orders:get:x", "has more than one colon"],
    ["cache:get:x", "has more than one colon"],
  ])("is not %j", (scope, problem) => {
    expect(scopeProblem(scope)).toContain(problem);
    expect(() => checkScopes(["*", scope])).toThrow(problem);
  });
});
