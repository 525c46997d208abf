import { expect, it } from "vitest";
import { listPrices, withPrices } from "../../src/config/prices.ts";
import { sqlPrices } from "../../src/config/sql-prices.ts";
import { runCost } from "../../src/data/run-cost.ts";
import { result, stats } from "../reporters/sample.ts";

const measured = (ok: number, read: number, write: number, throughput = 500) =>
  result({ total: stats({ sent: ok, throughput, capacity: { read, write, resources: {} } }) });

it("of DynamoDB is what was consumed, at the list price where nobody bills", () => {
  const cost = runCost(measured(1000, 500, 2000), { kind: "units" });
  expect(cost.perMillionOperations).toBeCloseTo(0.5 * 0.125 + 2 * 0.625);
  expect(cost.basis).toBe(
    "what it would cost on AWS: 0.5 read and 2 write units an operation, on-demand, at us-east-1's list price ($0.125 and $0.625 a million)",
  );
  const own = withPrices(listPrices, { read: 1 });
  const billed = runCost(measured(1000, 500, 0), { kind: "units", prices: own });
  expect(billed).toMatchObject({ perMillionOperations: 0.5 });
  expect(billed.basis).toMatch(/^0.5 read .* at the prices of dyn.yaml/);
});

it("of SQL is what its instances cost at the measured rate, without I/O", () => {
  const prices = sqlPrices({ class: "db.r6g.2xlarge", count: 2 });
  const cost = runCost(measured(1000, 0, 0, 1000), { kind: "instances", prices });
  expect(cost.perMillionOperations).toBeCloseTo((2 * 1.038 * 1e6) / 3.6e6);
  expect(cost.basis).toContain(
    "2 × db.r6g.2xlarge at us-east-1's list price ($1.038 an hour each)",
  );
  expect(cost.without).toContain("I/O at $0.2 a million reads and writes of pages");
  const optimized = sqlPrices({ class: "db.r6g.2xlarge", count: 1, hourly: 1.35, io: 0 });
  const other = runCost(measured(1000, 0, 0), { kind: "instances", prices: optimized });
  expect(other.without).toBe("storage is not included");
});

it("is not told where nobody knows, and says why", () => {
  const of = (...args: Parameters<typeof runCost>) => runCost(...args);
  const none = { perMillionOperations: null };
  expect(of(measured(1000, 0, 0), { kind: "units" })).toMatchObject(none);
  expect(of(measured(0, 5, 5), { kind: "units" })).toMatchObject({ basis: "nothing succeeded" });
  const unnamed = of(measured(1, 0, 0), { kind: "instances" });
  expect(unnamed).toMatchObject({ ...none, basis: expect.stringContaining("instances: { class:") });
  expect(of(measured(1, 0, 0), { kind: "none" }).basis).toContain("has no price");
});
