import { createSecretKey, hkdfSync, type KeyObject } from "node:crypto";

/** What seals and opens tokens, and by what they name it. */
export interface TokenKey {
  readonly key: KeyObject;
  /** Not secret: tells which of several secrets a token was sealed with. */
  readonly id: Buffer;
}

export const keyIdBytes = 4;

/** Derived by HKDF (RFC 5869), for page tokens alone, so that one secret may serve other purposes, too. */
export function tokenKey(secret: Uint8Array): TokenKey {
  return {
    key: createSecretKey(derived(secret, "dyn serve page token 1: key", 32)),
    id: derived(secret, "dyn serve page token 1: id", keyIdBytes),
  };
}

function derived(secret: Uint8Array, purpose: string, bytes: number): Buffer {
  return Buffer.from(hkdfSync("sha256", secret, Buffer.alloc(0), purpose, bytes));
}
