/** One field of a request that is wrong, in the terms of RFC 9457's extension members. */
export interface FieldProblem {
  /** `query.pageSize`, `body.filter`, `path.table`, `header.accept`. */
  readonly field: string;
  /** What is wrong with it, and what would be right. */
  readonly detail: string;
}

export interface ProblemOptions {
  /** What the caller can do. */
  readonly fix?: string;
  readonly fields?: readonly FieldProblem[];
  /** Seconds, for Retry-After. */
  readonly retryAfter?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** For logs alone. */
  readonly cause?: unknown;
}

/**
 * The one error of the HTTP service: a problem document of RFC 9457. What it says goes to callers:
 * no secret, no path, no stack.
 */
export class Problem extends Error {
  readonly status: number;
  /** A stable word, the last part of the document's `type`: `unknown-table`, `rate-limited`. */
  readonly code: string;
  readonly detail: string;
  readonly options: ProblemOptions;

  constructor(status: number, code: string, detail: string, options: ProblemOptions = {}) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "Problem";
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.options = options;
  }
}
