import type { Item } from "../values/attribute.ts";

/** What a page token belongs to; only the same bound opens it. */
export interface TokenBound {
  readonly principal: string;
  readonly table: string;
  readonly index: string | undefined;
  /** Text that is the same exactly for queries that may share tokens: normalised. */
  readonly query: string;
}

export interface OpenedToken {
  readonly key: Item;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Seals and opens page tokens: AES-256-GCM, the bound as additional data, base64url. */
export interface TokenBox {
  seal(key: Item, bound: TokenBound): string;
  /** Throws a Problem (400 `invalid-token` or `expired-token`), the same for every broken or foreign one. */
  open(token: string, bound: TokenBound): OpenedToken;
}
