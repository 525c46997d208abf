import { expect, it } from "vitest";
import { explainText } from "../../../src/commands/aurora/explain.ts";

it("a plan is measured in each server's own words", () => {
  const form = { analyze: true, people: false };
  expect(explainText("mysql", "SELECT 1", form)).toBe("EXPLAIN ANALYZE SELECT 1");
  expect(explainText("mariadb", "SELECT 1", form)).toBe("ANALYZE FORMAT=JSON SELECT 1");
  expect(explainText("postgres", "SELECT 1", form)).toBe(
    "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT 1",
  );
});
