import type { Principal } from "./principal.ts";

/** The API keys that are accepted; follows its file, so that a revocation holds within a second. */
export interface KeyRing {
  /** The bearer of a key; undefined for one that is unknown, revoked or expired, in the same time. */
  find(key: string): Principal | undefined;
  close(): void;
}
