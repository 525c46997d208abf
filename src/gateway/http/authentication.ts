import type { IncomingHttpHeaders } from "node:http";
import type { onRequestHookHandler } from "fastify";
import { isLoopbackHost } from "../../config/loopback.ts";
import { isApiKey } from "../keys/api-key.ts";
import type { KeyRing } from "../keys.ts";
import type { Principal } from "../principal.ts";
import { Problem } from "../problem.ts";
import type { RateLimits } from "../rate-limits.ts";
import { byVerdict } from "./admission.ts";

/** Who asks where authentication is off. */
const anonymous: Principal = { id: "anonymous", name: "anonymous", may: () => true };

/** No key is longer; what is, is not even looked at. */
const mostKeyLength = 256;

/** Finds out who asks, and holds them to their limit. */
export function authentication(
  keys: KeyRing | undefined,
  limits: RateLimits,
): onRequestHookHandler {
  return ({ headers, exchange }, _reply, done) => {
    const startedAt = performance.now();
    exchange.principal = keys === undefined ? visitor(headers) : bearer(keys, headers);
    byVerdict(limits.key(exchange.principal.id), exchange, error => {
      exchange.authMs = performance.now() - startedAt;
      done(error);
    });
  };
}

/**
 * Whoever asks for this machine by a name of its own. A page whose name was made to lead here, by DNS
 * rebinding, is of the same origin to its browser, and must not read what needs no key.
 */
function visitor({ host }: IncomingHttpHeaders): Principal {
  const name = host?.replace(/:\d*$/, "").toLowerCase();
  if (name === undefined || isLoopbackHost(name)) return anonymous;
  const detail = "without API keys, requests are answered for localhost alone";
  throw new Problem(403, "forbidden", detail, {
    fix: "ask http://localhost or http://127.0.0.1, or start the service with keys",
    fields: [{ field: "header.host", detail: "must be localhost or 127.0.0.1" }],
  });
}

function bearer(keys: KeyRing, headers: IncomingHttpHeaders): Principal {
  const key = keyOf(headers);
  if (key === undefined) {
    throw unauthenticated("the request carries no API key", "Bearer");
  }
  const principal = key.length > mostKeyLength ? undefined : keys.find(key);
  if (principal !== undefined) return principal;
  const what = isApiKey(key)
    ? "is unknown, revoked or expired"
    : "is no key: it is mistyped or cut";
  throw unauthenticated(`the API key ${what}`, 'Bearer error="invalid_token"');
}

/** Undefined where there is none. Throws a Problem where there are two. */
function keyOf({ authorization, "x-api-key": apiKey }: IncomingHttpHeaders): string | undefined {
  const token = authorization === undefined ? undefined : tokenOf(authorization);
  if (apiKey === undefined) return token;
  if (authorization === undefined || token === apiKey) return String(apiKey);
  throw new Problem(400, "invalid-request", "the request carries two different API keys", {
    fix: "send either Authorization or X-API-Key",
    fields: [{ field: "header.x-api-key", detail: "is not the key of Authorization" }],
  });
}

function tokenOf(authorization: string): string {
  if (authorization.startsWith("Bearer ")) return authorization.slice(7);
  const [, token] = /^bearer +(\S+)$/i.exec(authorization) ?? [];
  if (token !== undefined) return token;
  throw unauthenticated("Authorization holds no bearer key", "Bearer");
}

function unauthenticated(detail: string, challenge: string): Problem {
  return new Problem(401, "unauthenticated", detail, {
    fix: "send an API key as Authorization: Bearer dyn_… or as X-API-Key: dyn_…; `dyn serve keys create` makes one",
    headers: { "www-authenticate": challenge },
  });
}
