import type { Pick } from "./scenario.ts";

/** Ways to pick, for messages and suggestions. */
export const pickNames = ["uniform", "zipf", "sequential", "new"] as const;

/** The theta of YCSB's zipfian distribution. */
const defaultTheta = 0.99;

const zipfWithTheta = /^zipf\(\s*(\d+(?:\.\d+)?|\.\d+)\s*\)$/;

/** `uniform`, `zipf`, `zipf(1.2)`, `sequential` or `new`; undefined when it is none of them. */
export function parsePick(text: string): Pick | undefined {
  switch (text) {
    case "uniform":
    case "sequential":
    case "new":
      return { kind: text };
    case "zipf":
      return { kind: "zipf", theta: defaultTheta };
  }
  const theta = Number(zipfWithTheta.exec(text)?.[1]);
  return theta >= 0.01 && theta <= 20 ? { kind: "zipf", theta } : undefined;
}
