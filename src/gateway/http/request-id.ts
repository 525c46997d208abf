import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** What a caller may call its request: safe in headers, logs and terminals. */
const safe = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Gives each request an id, or takes the caller's. */
export function requestIds(): (request: Pick<IncomingMessage, "headers">) => string {
  const prefix = randomBytes(9).toString("base64url").replaceAll(/[-_]/g, "x");
  let count = 0;
  return ({ headers }) => {
    const given = headers["x-request-id"];
    return typeof given === "string" && safe.test(given) ? given : `${prefix}-${++count}`;
  };
}
