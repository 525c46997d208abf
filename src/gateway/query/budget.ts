import type { Principal } from "../principal.ts";
import { Problem } from "../problem.ts";
import type { RateLimits } from "../rate-limits.ts";
import type { Spent } from "../store.ts";

/**
 * Reads within the principal's budget of read units, and books what was read, also of a reading
 * that ends in a Problem. Throws a Problem where nothing is left of it.
 */
export async function withinBudget<T>(
  limits: RateLimits,
  { id }: Principal,
  read: (spent: Spent) => Promise<T>,
): Promise<T> {
  const verdict = await limits.budget(id);
  if (verdict !== undefined && !verdict.allowed) {
    const { limit, windowSeconds, resetSeconds } = verdict;
    const detail = `this API key may read ${limit} units in ${windowSeconds} s, and has`;
    throw new Problem(429, "read-budget-spent", detail, {
      fix: `ask again in ${resetSeconds} s; a narrower condition or a smaller page reads less`,
      retryAfter: resetSeconds,
    });
  }
  return read(units => {
    if (units > 0) limits.spend(id, units);
  });
}
