import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { Item } from "../../values/attribute.ts";
import { toItem } from "../../values/typed.ts";
import { Problem } from "../problem.ts";
import type { OpenedToken, TokenBound, TokenBox } from "../tokens.ts";
import { keyIdBytes, type TokenKey, tokenKey } from "./token-key.ts";

export interface TokenBoxOptions {
  /** The first seals, all open; at least one. */
  readonly secrets: readonly Uint8Array[];
  readonly ttlMs: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const cipher = "aes-256-gcm";
const version = 1;
const expiryBytes = 6;
const headBytes = 1 + keyIdBytes + expiryBytes;
const nonceBytes = 12;
const tagBytes = 16;
const leastBytes = headBytes + nonceBytes + tagBytes;

/** The keys of a table and of an index, whose 3 KB each may have to be escaped in JSON, fit in. */
const mostCharacters = 64 * 1024;

/**
 * A token is, as base64url: a head of version, key id and expiry; a random nonce; the key as
 * encrypted JSON; the tag. Head and bound are the additional data. A secret may seal 2^32 tokens
 * (NIST SP 800-38D, 8.3: random nonces of 96 bits).
 */
export function tokenBox({ secrets, ttlMs, now }: TokenBoxOptions): TokenBox {
  const keys = secrets.map(tokenKey);
  const [sealing] = keys;
  if (sealing === undefined) throw new RangeError("a token box needs a secret");
  return {
    seal: (key, bound) => seal(key, bound, sealing, now() + ttlMs),
    open: (token, bound) => {
      const opened = unsealed(token, bound, keys);
      if (opened === undefined) throw invalidToken();
      if (opened.expiresAt <= now()) throw expiredToken();
      return opened;
    },
  };
}

/** Text, not secret, that is the same for those who seal with the same secret. */
export function sealedBy([sealing]: readonly Uint8Array[]): string {
  return sealing === undefined ? "" : tokenKey(sealing).id.toString("hex");
}

function seal(key: Item, bound: TokenBound, { id, key: secret }: TokenKey, expiresAt: number) {
  const head = Buffer.alloc(headBytes);
  head.writeUInt8(version);
  id.copy(head, 1);
  head.writeUIntBE(Math.floor(expiresAt), 1 + keyIdBytes, expiryBytes);
  const nonce = randomBytes(nonceBytes);
  const sealer = createCipheriv(cipher, secret, nonce, { authTagLength: tagBytes });
  sealer.setAAD(additional(head, bound));
  const content = sealer.update(JSON.stringify(key), "utf8");
  return Buffer.concat([head, nonce, content, sealer.final(), sealer.getAuthTag()]).toString(
    "base64url",
  );
}

/** Undefined for whatever is wrong with it. */
function unsealed(
  token: string,
  bound: TokenBound,
  keys: readonly TokenKey[],
): OpenedToken | undefined {
  if (token.length > mostCharacters) return undefined;
  const bytes = Buffer.from(token, "base64url");
  // Another spelling of the same bytes is no token of ours.
  if (bytes.length < leastBytes || bytes.toString("base64url") !== token) return undefined;
  const head = bytes.subarray(0, headBytes);
  const id = head.subarray(1, 1 + keyIdBytes);
  const found = keys.find(each => each.id.equals(id));
  if (head[0] !== version || found === undefined) return undefined;
  const content = decrypted(bytes, found, additional(head, bound));
  if (content === undefined) return undefined;
  const expiresAt = head.readUIntBE(1 + keyIdBytes, expiryBytes);
  return { key: toItem(JSON.parse(content)), expiresAt };
}

function decrypted(bytes: Buffer, { key }: TokenKey, aad: Buffer): string | undefined {
  const nonce = bytes.subarray(headBytes, headBytes + nonceBytes);
  const opener = createDecipheriv(cipher, key, nonce, { authTagLength: tagBytes });
  opener.setAAD(aad);
  opener.setAuthTag(bytes.subarray(-tagBytes));
  const content = opener.update(bytes.subarray(headBytes + nonceBytes, -tagBytes));
  try {
    return Buffer.concat([content, opener.final()]).toString();
  } catch {
    return undefined;
  }
}

/** JSON tells where each part ends, and keeps halves of surrogate pairs apart. */
function additional(head: Buffer, { principal, table, index, query }: TokenBound): Buffer {
  const parts = JSON.stringify([principal, table, index ?? null, query]);
  return Buffer.concat([head, Buffer.from(parts)]);
}

function invalidToken(): Problem {
  return new Problem(400, "invalid-token", "This nextToken does not belong to this request.", {
    fix: "Send the nextToken of the page before, unchanged, with the same key and the same query; without it the query begins anew.",
    fields: [{ field: "nextToken", detail: "is broken, or belongs to another caller or query" }],
  });
}

function expiredToken(): Problem {
  return new Problem(400, "expired-token", "This nextToken has expired.", {
    fix: "Begin anew without nextToken.",
    fields: [{ field: "nextToken", detail: "has expired" }],
  });
}
