import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePick, pickNames } from "../../src/scenario/pick.ts";
import type { Pick } from "../../src/scenario/scenario.ts";

const theta = fc.integer({ min: 1, max: 2000 }).map(hundredths => hundredths / 100);
const share = fc.integer({ min: 1, max: 1000 }).map(thousandths => thousandths / 1000);

const pick: fc.Arbitrary<Pick> = fc.oneof(
  fc.constantFrom<Pick>(
    { kind: "uniform" },
    { kind: "sequential" },
    { kind: "new" },
    { kind: "same" },
  ),
  fc.record({ kind: fc.constantFrom("zipf" as const, "latest" as const), theta }),
  fc.record({ kind: fc.constant("hotspot" as const), keyShare: share, trafficShare: share }),
);

function write(given: Pick): string {
  if ("theta" in given) return `${given.kind}( ${given.theta} )`;
  return given.kind === "hotspot"
    ? `hotspot(${given.keyShare},${given.trafficShare})`
    : ` ${given.kind}`;
}

describe("a pick", () => {
  it("is what was written", () => {
    fc.assert(
      fc.property(pick, each => {
        expect(parsePick(write(each))).toEqual(each);
      }),
    );
  });

  it("has a theta of its own", () => {
    expect(parsePick("zipf")).toEqual({ kind: "zipf", theta: 0.99 });
    expect(parsePick("latest")).toEqual({ kind: "latest", theta: 0.99 });
  });

  it.each([
    "",
    "zipff",
    "zipf()",
    "zipf(0)",
    "zipf(21)",
    "zipf(1, 2)",
    "zipf(1e1)",
    "uniform(1)",
    "same()",
    "hotspot",
    "hotspot(0.2)",
    "hotspot(0, 0.8)",
    "hotspot(0.2, 1.1)",
    "hotspot(0.2, 0.8, 1)",
    "hotspot(20%, 80%)",
  ])("is not %j", text => expect(parsePick(text)).toBeUndefined());

  it("is never more than its names say", () => {
    fc.assert(
      fc.property(fc.string(), text => {
        const parsed = parsePick(text);
        expect(parsed === undefined || pickNames.includes(parsed.kind)).toBe(true);
      }),
    );
  });
});
