import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hash32, Random, Zipf, zipf } from "../../src/template/random.ts";

/** Pearson's statistic in standard deviations from its mean: beyond 4 is one chance in 30,000. */
function surprise(counts: ArrayLike<number>, expected: (bin: number) => number): number {
  let statistic = 0;
  for (let bin = 0; bin < counts.length; bin++) {
    const want = expected(bin);
    statistic += ((counts[bin] ?? 0) - want) ** 2 / want;
  }
  const degrees = counts.length - 1;
  return Math.abs(statistic - degrees) / Math.sqrt(2 * degrees);
}

function count(bins: number, draws: number, draw: (index: number) => number): Float64Array {
  const counts = new Float64Array(bins);
  for (let index = 0; index < draws; index++) {
    const bin = draw(index);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

describe("random numbers", () => {
  it("follow from seed, stream and index alone", () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.maxSafeNat(), (seed, stream, index) => {
        const used = new Random(1, 2, 3);
        used.float();
        const fresh = new Random(seed, stream, index);
        const again = used.reset(seed, stream, index);
        for (let draw = 0; draw < 5; draw++) expect(again.uint32()).toBe(fresh.uint32());
      }),
    );
  });

  it("are spread evenly over the first draws of neighbouring indexes, streams and seeds", () => {
    const random = new Random();
    const bins = 256;
    const draws = 200_000;
    for (const shift of [0, 8, 16, 24]) {
      const at = (value: number) => (value >>> shift) & 255;
      const even = () => draws / bins;
      expect(
        surprise(
          count(bins, draws, i => at(random.reset(42, 7, i).uint32())),
          even,
        ),
      ).toBeLessThan(4);
      expect(
        surprise(
          count(bins, draws, i => at(random.reset(42, i, 7).uint32())),
          even,
        ),
      ).toBeLessThan(4);
      expect(
        surprise(
          count(bins, draws, i => at(random.reset(i, 42, 7).uint32())),
          even,
        ),
      ).toBeLessThan(4);
    }
  });

  it("are independent between neighbouring indexes and streams", () => {
    const left = new Random();
    const right = new Random();
    const draws = 200_000;
    const even = () => draws / 256;
    const pair = (a: Random, b: Random) => ((a.uint32() >>> 28) << 4) | (b.uint32() >>> 28);
    expect(
      surprise(
        count(256, draws, i => pair(left.reset(1, 1, i), right.reset(1, 1, i + 1))),
        even,
      ),
    ).toBeLessThan(4);
    expect(
      surprise(
        count(256, draws, i => pair(left.reset(1, 1, i), right.reset(1, 2, i))),
        even,
      ),
    ).toBeLessThan(4);
    expect(
      surprise(
        count(256, draws, i => pair(left.reset(1, 1, i), right.reset(2, 1, i))),
        even,
      ),
    ).toBeLessThan(4);
  });

  it("differ for indexes that share their low 32 bits", () => {
    const low = new Random(1, 1, 5);
    const high = new Random(1, 1, 5 + 2 ** 32);
    expect([low.uint32(), low.uint32()]).not.toEqual([high.uint32(), high.uint32()]);
  });

  it("never repeat their first 64 bits over a million indexes", () => {
    const random = new Random();
    const seen = new Set<number>();
    for (let index = 0; index < 1_000_000; index++) seen.add(random.reset(9, 9, index).float());
    expect(seen.size).toBe(1_000_000);
  });

  it("as floats fill [0, 1) evenly", () => {
    const random = new Random(3, 1, 4);
    const counts = count(1000, 200_000, () => Math.floor(random.float() * 1000));
    expect(surprise(counts, () => 200)).toBeLessThan(4);
  });

  it("as integers stay within their bounds", () => {
    const random = new Random(5);
    fc.assert(
      fc.property(fc.integer(), fc.nat(), (low, span) => {
        const drawn = random.integer(low, low + span);
        expect(Number.isInteger(drawn) && drawn >= low && drawn <= low + span).toBe(true);
      }),
    );
    expect(random.integer(7, 7)).toBe(7);
  });

  it.each([
    [6, 60_000],
    [1000, 200_000],
  ])("as integers below %d are all as likely", (range, draws) => {
    const random = new Random(6, 1);
    const counts = count(range, draws, () => random.integer(10, 9 + range) - 10);
    expect(surprise(counts, () => draws / range)).toBeLessThan(4);
  });

  it("as integers are unbiased where the range does not divide 2^32", () => {
    const random = new Random(7, 1);
    const range = 3 * 2 ** 30;
    const counts = count(3, 60_000, () => Math.floor(random.integer(0, range - 1) / 2 ** 30));
    expect(surprise(counts, () => 20_000)).toBeLessThan(4);
  });

  it("as integers reach beyond 32 bits", () => {
    const random = new Random(8, 1);
    const range = 2 ** 50;
    const counts = count(64, 64_000, () => Math.floor(random.integer(0, range - 1) / 2 ** 44));
    expect(surprise(counts, () => 1000)).toBeLessThan(4);
  });
});

describe("Zipf's law", () => {
  it.each([
    [100, 0.5],
    [100, 0.99],
    [100, 1],
    [100, 1.5],
    [1, 0.99],
    [2, 3],
  ])("over %d ranks with theta %d gives each rank its share", (n, theta) => {
    const draws = 200_000;
    const random = new Random(11, n, 0);
    const ranks = new Zipf(n, theta);
    const counts = count(n, draws, () => ranks.next(random));
    let zeta = 0;
    for (let k = 1; k <= n; k++) zeta += k ** -theta;
    if (n === 1) expect(counts[0]).toBe(draws);
    else expect(surprise(counts, bin => (draws * (bin + 1) ** -theta) / zeta)).toBeLessThan(4);
  });

  it("stays within huge ranges", () => {
    const random = new Random(12);
    for (let draw = 0; draw < 10_000; draw++) {
      const rank = zipf(random, 1e12, 0.99);
      expect(Number.isInteger(rank) && rank >= 0 && rank < 1e12).toBe(true);
    }
  });
});

describe("the hash", () => {
  it("tells parts apart", () => {
    expect(
      new Set([
        hash32("ab"),
        hash32("a", "b"),
        hash32("ba"),
        hash32("", "ab"),
        hash32("ab", 0),
        hash32("ab", 1),
        hash32(2 ** 32),
        hash32(0),
      ]).size,
    ).toBe(8);
  });

  it("seldom collides on names that differ little", () => {
    const seen = new Set<number>();
    for (let n = 0; n < 20_000; n++) seen.add(hash32("session", `Attribute${n}`, 0));
    expect(seen.size).toBeGreaterThan(19_995);
  });
});
