import { describe, expect, it } from "vitest";
import { parseMoment } from "../../src/config/moment.ts";

const nowMs = Date.UTC(2026, 10, 20, 12);

describe("a moment", () => {
  it.each([
    ["2026-11-20T10:00:00Z", Date.UTC(2026, 10, 20, 10)],
    ["2026-11-20T10:00+01:00", Date.UTC(2026, 10, 20, 9)],
    ["2028-02-29T10:00:00Z", Date.UTC(2028, 1, 29, 10)],
    ["1795168800", 1_795_168_800_000],
    ["2h ago", nowMs - 7_200_000],
    ["1d12h ago", nowMs - 129_600_000],
  ])("%s", (text, ms) => expect(parseMoment(text, nowMs)).toBe(ms));

  it.each([
    "2026-11-20T10:00:00",
    "2026-11-20",
    "2026-02-30T10:00:00Z",
    "2025-02-29T10:00:00Z",
    "2026-13-01T10:00:00Z",
    "104000000d ago",
    "yesterday",
    "2h",
    "ago",
    "",
  ])("%j is none", text => expect(parseMoment(text, nowMs)).toBeUndefined());
});
