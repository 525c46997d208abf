import { expect, it } from "vitest";
import { reportJson } from "../../src/reporters/json.ts";
import { result } from "./sample.ts";

it("is the result document, whole, in its own order, ending in a line break", () => {
  const text = reportJson(result());
  expect(JSON.parse(text)).toEqual(result());
  expect(text).toMatch(/^\{\n {2}"schema": "dyn.result\/1",\n {2}"scenario": "user-sessions",/);
  expect(text.endsWith("}\n")).toBe(true);
});
