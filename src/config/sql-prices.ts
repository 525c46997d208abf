/** US dollars that the instances of a SQL cluster cost. */
export interface SqlPrices {
  /** Such as `db.r6g.2xlarge`. */
  readonly instance: string;
  /** An instance, an hour. */
  readonly hourly: number;
  /** Instances, the writer included. */
  readonly instances: number;
  /** A million reads and writes of pages; 0 with I/O-Optimized storage. */
  readonly io: number;
  /** Where they come from, in words that follow "at". */
  readonly origin: string;
}
