import { createHash } from "node:crypto";
import { DynError } from "../errors.ts";
import type { Item } from "../values/attribute.ts";
import { toItem } from "../values/typed.ts";

const version = 1;
const digestBytes = 6;
const headBytes = 1 + 2 * digestBytes;

/**
 * A place to go on from, as opaque, URL-safe text: a version, a checksum, a digest of the query that
 * it belongs to, and the key to start after.
 * @param query text that is the same exactly for queries that may share tokens
 */
export function pageToken(key: Item, query: string): string {
  const sorted = Object.fromEntries(Object.entries(key).sort(([a], [b]) => (a < b ? -1 : 1)));
  const body = Buffer.concat([digest(query), Buffer.from(JSON.stringify(sorted))]);
  return Buffer.concat([Buffer.of(version), digest(body), body]).toString("base64url");
}

/** The key within a token. Throws a "usage" error for a broken token and for one of another query. */
export function resumeKey(token: string, query: string): Item {
  const bytes = Buffer.from(token, "base64url");
  const body = bytes.subarray(1 + digestBytes);
  const whole =
    bytes.toString("base64url") === token &&
    bytes.length > headBytes &&
    bytes[0] === version &&
    digest(body).equals(bytes.subarray(1, 1 + digestBytes));
  if (!whole) {
    throw new DynError("usage", "the page token is broken", {
      hint: "copy all of it, from the end of the page before; without --token the query starts anew",
    });
  }
  if (!digest(query).equals(body.subarray(0, digestBytes))) {
    throw new DynError("usage", "the page token belongs to another query", {
      hint: "a token goes with the table, index, expression, filter and direction of its page",
    });
  }
  return toItem(JSON.parse(body.subarray(digestBytes).toString()));
}

function digest(content: string | Buffer): Buffer {
  return createHash("sha256").update(content).digest().subarray(0, digestBytes);
}
