import type { Pick } from "./scenario.ts";

/** Ways to pick, for messages and suggestions. */
export const pickNames = [
  "uniform",
  "zipf",
  "latest",
  "hotspot",
  "sequential",
  "new",
  "same",
] as const satisfies readonly Pick["kind"][];

/** The theta of YCSB's zipfian distribution. */
const defaultTheta = 0.99;

const form = /^([a-z]+)(?:\((.*)\))?$/;
const decimal = /^\s*(?:\d+(?:\.\d+)?|\.\d+)\s*$/;

/**
 * `uniform`, `zipf`, `zipf(1.2)`, `latest`, `latest(1.2)`, `hotspot(0.2, 0.8)`, `sequential`, `new`
 * or `same`; undefined when it is none of them.
 */
export function parsePick(text: string): Pick | undefined {
  const [, word, inside] = form.exec(text.trim()) ?? [];
  const kind = pickNames.find(name => name === word);
  const numbers = inside?.split(",").map(each => (decimal.test(each) ? Number(each) : Number.NaN));
  switch (kind) {
    case "uniform":
    case "sequential":
    case "new":
    case "same":
      return numbers === undefined ? { kind } : undefined;
    case "zipf":
    case "latest": {
      const [theta = Number.NaN, ...others] = numbers ?? [defaultTheta];
      return theta >= 0.01 && theta <= 20 && others.length === 0 ? { kind, theta } : undefined;
    }
    case "hotspot": {
      const [keyShare, trafficShare, ...others] = numbers ?? [];
      if (!isShare(keyShare) || !isShare(trafficShare) || others.length > 0) return undefined;
      return { kind, keyShare, trafficShare };
    }
    default:
      return undefined;
  }
}

/** Above 0, since no keys can get no traffic, and not above 1. */
function isShare(value: number | undefined): value is number {
  return value !== undefined && value > 0 && value <= 1;
}
