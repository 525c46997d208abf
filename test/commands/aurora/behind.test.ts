import { expect, it } from "vitest";
import { behindText } from "../../../src/commands/aurora/behind.ts";

it("a reader whose replication has stopped, and tells no lag, does not pass for one that has caught up", () => {
  const reader = { endpoint: "r:5432", readOnly: true };
  expect(behindText({ ...reader, lagMs: 100 }, 100)).toBeUndefined();
  expect(behindText({ ...reader, lagMs: 2_000 }, 100)).toBe("r:5432 is 2 s behind");
  expect(behindText({ ...reader, lagMs: null }, 100)).toContain("does not tell");
  expect(behindText({ ...reader, readOnly: false, lagMs: null }, 100)).toBeUndefined();
});
