import type { Isolation } from "../scenario/scenario.ts";

/** Isolation levels as every engine writes them. */
export const isolationLevels = {
  "read-committed": "READ COMMITTED",
  "repeatable-read": "REPEATABLE READ",
  serializable: "SERIALIZABLE",
} as const satisfies Record<Isolation, string>;
