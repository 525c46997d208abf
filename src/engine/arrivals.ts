import type { Arrivals } from "../scenario/scenario.ts";
import { hash32, Random } from "../template/random.ts";

/** Keeps the gaps between arrivals apart from the engine's other random numbers. */
const arrivalStream = hash32("arrival");

/**
 * Where arrival k = 0, 1, 2, … lies on a scale on which arrivals come once a unit on average: at k
 * when they are constant, after k + 1 exponential gaps when they are a Poisson process. Follows from
 * (seed, k) alone; asked for in ascending order.
 */
export function createArrivals(kind: Arrivals, seed: number): (arrival: number) => number {
  if (kind === "constant") return arrival => arrival;
  const random = new Random();
  let [drawn, sum] = [0, 0];
  return arrival => {
    for (; drawn <= arrival; drawn++) {
      // 1 - u is never 0.
      sum -= Math.log(1 - random.reset(seed, arrivalStream, drawn).float());
    }
    return sum;
  };
}
