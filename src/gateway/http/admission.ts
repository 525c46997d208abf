import type { onRequestHookHandler } from "fastify";
import { Problem } from "../problem.ts";
import type { RateLimits, Verdict } from "../rate-limits.ts";
import type { Exchange } from "./exchange.ts";
import { uriTooLong } from "./problem-of.ts";

/** Page tokens may stand in a URL. */
const mostUrlLength = 16_384;

/** Lets a request in by the limit of its address, before it costs anything. */
export function admission(limits: RateLimits): onRequestHookHandler {
  return (request, _reply, done) => {
    if ((request.raw.url?.length ?? 0) > mostUrlLength) return done(uriTooLong());
    return byVerdict(limits.address(request.ip), request.exchange, done);
  };
}

/** Goes on when the verdict is there: at once, unless a store has to be asked for it. */
export function byVerdict(
  verdict: Verdict | Promise<Verdict>,
  exchange: Exchange,
  done: (error?: Error) => void,
): void {
  if ("then" in verdict) {
    verdict.then(given => judge(given, exchange, done), done);
  } else judge(verdict, exchange, done);
}

function judge(verdict: Verdict, exchange: Exchange, done: (error?: Error) => void): void {
  exchange.verdict = verdict;
  done(verdict.allowed ? undefined : rateLimited(verdict));
}

function rateLimited({ policy, limit, windowSeconds, resetSeconds }: Verdict): Problem {
  const whose = policy === "key" ? "this API key" : "this address";
  return new Problem(429, "rate-limited", `${whose} may ask ${limit} times in ${windowSeconds} s`, {
    fix: `ask again in ${resetSeconds} s`,
    retryAfter: resetSeconds,
  });
}
