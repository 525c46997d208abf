/** What one request was, once it has been answered: for metrics and the log. Never a key or a value. */
export interface Observed {
  /** Of the request, as its answer told it; in the log alone. */
  readonly id: string;
  /** The id of its API key, `anonymous`, or undefined for one that was refused; in the log alone. */
  readonly principal: string | undefined;
  /** The pattern of the route: `/v1/tables/{table}/query`. */
  readonly route: string;
  readonly method: string;
  readonly status: number;
  /** The code of its problem, where it was answered with one. */
  readonly problem: string | undefined;
  readonly seconds: number;
  /** An exposed table, else undefined. */
  readonly table: string | undefined;
  readonly cache: "hit" | "miss" | "shared" | "none";
  /** Read units that DynamoDB took for it; 0 from the cache. */
  readonly readUnits: number;
}

/** Counts what happens, for Prometheus and, where asked for, in CloudWatch's embedded metric format. */
export interface Metrics {
  observe(request: Observed): void;
  /** The text that Prometheus scrapes; of all workers. */
  text(): Promise<string>;
  close(): Promise<void>;
}
