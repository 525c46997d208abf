/** What went wrong, as a user would sort it. One table in `cli/exit-codes.ts` maps kinds to codes. */
export const errorKinds = [
  "failed",
  "usage",
  "invalid",
  "differences",
  "connection",
  "denied",
  "partial",
  "check",
  "threshold",
  "interrupted",
] as const;

export type ErrorKind = (typeof errorKinds)[number];

/** A position in a file that the user wrote; line and column count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One mistake in a file; a file's mistakes are reported together. */
export interface Problem {
  readonly message: string;
  readonly place?: Place;
  readonly hint?: string;
}

export interface DynErrorOptions {
  /** What to do next, in the words to type where possible. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
  readonly problems?: readonly Problem[];
}

/** The one error that dyn throws. Its message says what is wrong and where, its hint what to do. */
export class DynError extends Error {
  readonly kind: ErrorKind;
  readonly hint: string | undefined;
  readonly problems: readonly Problem[];

  constructor(kind: ErrorKind, message: string, options: DynErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "DynError";
    this.kind = kind;
    this.hint = options.hint;
    this.problems = options.problems ?? [];
  }
}

/** An error of what a user wrote, with where that stands; any other as it is. */
export function located(error: unknown, where: string, values = ""): unknown {
  if (!(error instanceof DynError) || error.kind !== "invalid") return error;
  const { kind, message, hint, problems } = error;
  return new DynError(kind, `${where}: ${message}${values}`, { hint, problems, cause: error });
}
