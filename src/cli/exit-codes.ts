import type { ErrorKind } from "../errors.ts";

/** The code that a script sees for each kind of error. Stable: documented in docs/exit-codes.md. */
export const exitCodes = {
  failed: 1,
  usage: 2,
  invalid: 2,
  differences: 3,
  connection: 4,
  denied: 4,
  partial: 5,
  check: 98,
  threshold: 99,
  interrupted: 130,
} as const satisfies Record<ErrorKind, number>;
