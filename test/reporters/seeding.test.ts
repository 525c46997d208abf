import { describe, expect, it } from "vitest";
import { itemsPerSecond, seededIn, seedingLine } from "../../src/reporters/seeding.ts";

describe("how seeding goes", () => {
  it("is told with the rate and the time that is left", () => {
    const so = { written: 5_000, rejected: 0, total: 20_000, elapsedMs: 2_000 };
    expect(seedingLine(so)).toBe("5,000 of 20,000 items · 2,500/s · 6 s left");
  });

  it("counts what was rejected as done", () => {
    const so = { written: 900, rejected: 100, total: 2_000, elapsedMs: 1_000 };
    expect(seedingLine(so)).toBe("900 of 2,000 items · 100 rejected · 1,000/s · 1 s left");
  });

  it("rounds the time that is left up to seconds, so that it does not flicker", () => {
    const so = { written: 900, rejected: 0, total: 1_000, elapsedMs: 1_000 };
    expect(seedingLine(so)).toBe("900 of 1,000 items · 900/s · 1 s left");
  });

  it("has no rate before anything is done", () => {
    const so = { written: 0, rejected: 0, total: 10, elapsedMs: 0 };
    expect(seedingLine(so)).toBe("0 of 10 items");
  });

  it("is summed up with the time it took and the rate", () => {
    expect(seededIn(20_000, 1_400)).toBe("1.4 s (14,286 items/s)");
    expect(itemsPerSecond(5, 0)).toBe(0);
  });
});
