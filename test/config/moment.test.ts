import { describe, expect, it } from "vitest";
import { parseMoment } from "../../src/config/moment.ts";

const nowMs = Date.UTC(2026, 10, 20, 12);

describe("a moment", () => {
  it.each([
    ["2026-11-20T10:00:00Z", Date.UTC(2026, 10, 20, 10)],
    ["2026-11-20T10:00+01:00", Date.UTC(2026, 10, 20, 9)],
    ["1795168800", 1_795_168_800_000],
    ["2h ago", nowMs - 7_200_000],
    ["1d12h ago", nowMs - 129_600_000],
  ])("%s", (text, ms) => expect(parseMoment(text, nowMs)).toBe(ms));

  it.each(["2026-11-20T10:00:00", "2026-11-20", "yesterday", "2h", "ago", ""])("%j is none", text =>
    expect(parseMoment(text, nowMs)).toBeUndefined(),
  );
});
