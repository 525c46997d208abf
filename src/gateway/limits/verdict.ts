import type { Rate } from "../../config/gateway-settings.ts";
import type { Verdict } from "../rate-limits.ts";

/** What is to be said of a limit of which so much is used. */
export function verdictOf(
  policy: Verdict["policy"],
  { count, windowMs }: Rate,
  now: { readonly allowed: boolean; readonly used: number; readonly resetMs: number },
): Verdict {
  return {
    allowed: now.allowed,
    policy,
    limit: count,
    remaining: Math.max(0, Math.ceil(count - now.used)),
    windowSeconds: Math.ceil(windowMs / 1000),
    resetSeconds: Math.ceil(now.resetMs / 1000),
  };
}
