import { describe, expect, it } from "vitest";
import { load, mistakes, withSessions } from "./fixture.ts";

const read = "{ read: { get: { entity: session } } }";

async function loadOf(yaml: string) {
  return (await load(withSessions(read, `load: ${yaml}`))).load;
}

/** Without their places. */
async function problems(rest: string): Promise<readonly string[]> {
  const found = await mistakes(withSessions(read, rest));
  return found.map(each => each.replace(/^\S+ /, ""));
}

describe("a load", () => {
  it("has a rate, until its duration or its requests end it", async () => {
    const stages = [{ ratePerSecond: 5, durationMs: Number.POSITIVE_INFINITY, ramp: false }];
    expect(await loadOf("{ rate: 300/m, requests: 7, arrivals: poisson }")).toMatchObject({
      pace: { kind: "open", arrivals: "poisson", stages },
      extent: { kind: "requests", requests: 7 },
      order: "mixed",
    });
    expect(await loadOf("{ rate: 5, order: in-turn }")).toMatchObject({
      pace: { kind: "open", arrivals: "constant", stages },
      extent: { kind: "duration", durationMs: 10_000 },
      order: "inTurn",
    });
  });

  it("has stages, which say how long it lasts", async () => {
    const given =
      "[{ rate: 500/s, for: 10s }, { rate: 2000/s, for: 20s, ramp: true }, { rate: 0, for: 1s, ramp: true }]";
    expect(await loadOf(`{ stages: ${given} }`)).toMatchObject({
      pace: {
        kind: "open",
        arrivals: "constant",
        stages: [
          { ratePerSecond: 500, durationMs: 10_000, ramp: false },
          { ratePerSecond: 2000, durationMs: 20_000, ramp: true },
          { ratePerSecond: 0, durationMs: 1000, ramp: true },
        ],
      },
      extent: { kind: "duration", durationMs: 31_000 },
    });
  });

  it.each([
    ["{ rate: 0 }", ["a rate is above 0"]],
    ["{ rate: 1000001/s }", ["a rate is at most 1,000,000/s"]],
    ["{ stages: [{ rate: 2000000/s, for: 1s }] }", ["a rate is at most 1,000,000/s"]],
    ["{ rate: fast }", ['"fast" is no rate; expected a rate such as 2000/s or 300/m']],
    ["{ arrivals: poisson }", ["arrivals are those of an open loop: there is no rate"]],
    [
      "{ rate: 5/s, arrivals: possion }",
      ['expected "constant" or "poisson", got "possion"; did you mean "poisson"?'],
    ],
    [
      "{ order: in-trun }",
      ['expected "mixed" or "in-turn", got "in-trun"; did you mean "in-turn"?'],
    ],
    ["{ rate: 5/s, stages: [{ rate: 5/s, for: 1s }] }", ["a load has a rate or stages, not both"]],
    [
      "{ duration: 1s, stages: [{ rate: 5/s, for: 1s }] }",
      ["stages say how long a load lasts, not duration"],
    ],
    [
      "{ requests: 1, stages: [{ rate: 5/s, for: 1s }] }",
      ["stages say how long a load lasts, not requests"],
    ],
    ["{ stages: [{ rate: 0, for: 1s }] }", ["a rate is above 0"]],
    ["{ stages: [{ rate: 0, for: 1s, ramp: true }] }", ["a ramp from 0 to 0"]],
    ["{ stages: [{ rate: 5/s, for: 0s }] }", ["a stage takes some time: at least 1ms"]],
    ["{ stages: [{ rate: 5/s }, { for: 1s }] }", ["missing: for", "missing: rate"]],
    ["{ stages: [] }", ["expected at least 1 entry, got 0"]],
  ])("%s is refused", async (yaml, wanted) => {
    expect(await problems(`load: ${yaml}`)).toEqual(wanted);
  });
});

describe("a threshold", () => {
  it("may end the run", async () => {
    const text = withSessions(
      read,
      'thresholds: ["p95 < 1s", { expression: "errors < 5%", abort: true, after: 5s }, { expression: "p99 < 1s", abort: true }, { expression: "max < 9s" }]',
    );
    const { thresholds } = await load(text);
    expect(thresholds.map(({ abort }) => abort)).toEqual([
      undefined,
      { afterMs: 5000 },
      { afterMs: 0 },
      undefined,
    ]);
  });

  it.each([
    ['[{ expression: "p95 < 5" }]', ['"5" is no value for p95']],
    [
      '[{ expression: "p95 < 5s", after: 5s }]',
      ["after says from when on a threshold ends the run; this one does not"],
    ],
    ["[{ abort: true }]", ["missing: expression"]],
  ])("%s is refused", async (yaml, wanted) => {
    expect(await problems(`thresholds: ${yaml}`)).toEqual(wanted);
  });
});

describe("the digest of a scenario", () => {
  it("is of its text and its tables' texts, each read once", async () => {
    const text = withSessions(read);
    const { digest } = await load(text);
    expect(digest).toMatch(/^[0-9a-f]{16}$/);
    expect((await load(text)).digest).toBe(digest);
    expect((await load(`${text}\n`)).digest).not.toBe(digest);
    const table = "table: UserSessions\npartitionKey: UserId S\nsortKey: SessionId S\n";
    const asked: string[] = [];
    class Files extends Map<string, string> {
      override get(path: string) {
        asked.push(path);
        return super.get(path);
      }
    }
    const other = await load(text, new Files([["s/tables/sessions.yaml", table]]));
    expect(other.digest).not.toBe(digest);
    expect(asked).toEqual(["s/tables/sessions.yaml"]);
  });
});
