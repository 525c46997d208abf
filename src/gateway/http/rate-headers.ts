import type { Verdict } from "../rate-limits.ts";

let lastPolicy = "";
let lastWindow = 0;
let lastLimit = 0;
let lastName = "";

/** The policy as draft-ietf-httpapi-ratelimit-headers-10 writes it: `"key";q=600;w=60`. */
export function ratePolicy({ policy, limit, windowSeconds }: Verdict): string {
  if (policy !== lastName || limit !== lastLimit || windowSeconds !== lastWindow) {
    lastPolicy = `"${policy}";q=${limit};w=${windowSeconds}`;
    lastName = policy;
    lastLimit = limit;
    lastWindow = windowSeconds;
  }
  return lastPolicy;
}

/** What is left of it: `"key";r=599;t=60`. */
export function rateLeft({ policy, remaining, resetSeconds }: Verdict): string {
  return `"${policy}";r=${remaining};t=${resetSeconds}`;
}
