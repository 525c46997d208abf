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

/**
 * On-demand list prices of Aurora Standard in us-east-1, an instance an hour, for PostgreSQL and MySQL
 * alike, as of November 2026, from https://aws.amazon.com/rds/aurora/pricing/. The one table of
 * instances' prices: classes that it lacks need `prices: { hourly }` in dyn.yaml, which overrides it.
 */
export const auroraHourly: Readonly<Record<string, number>> = {
  "db.t3.medium": 0.082,
  "db.t3.large": 0.164,
  "db.t4g.medium": 0.073,
  "db.t4g.large": 0.146,
  "db.r6g.large": 0.26,
  "db.r6g.xlarge": 0.519,
  "db.r6g.2xlarge": 1.038,
  "db.r6g.4xlarge": 2.076,
  "db.r7g.large": 0.276,
  "db.r7g.xlarge": 0.553,
  "db.r7g.2xlarge": 1.106,
  "db.r7g.4xlarge": 2.211,
};

/** A million reads and writes of pages by Aurora Standard in us-east-1; as of the same day. */
const auroraIo = 0.2;

/** What dyn.yaml says of a cluster's instances and their prices. */
export interface SqlPriceSettings {
  readonly class: string;
  readonly count: number;
  readonly hourly?: number | undefined;
  readonly io?: number | undefined;
}

/** What a cluster costs; undefined when nobody knows its class's price. */
export function sqlPrices(settings: SqlPriceSettings): SqlPrices | undefined {
  const listed = Object.hasOwn(auroraHourly, settings.class)
    ? auroraHourly[settings.class]
    : undefined;
  const hourly = settings.hourly ?? listed;
  if (hourly === undefined) return undefined;
  const isOwn = settings.hourly !== undefined || settings.io !== undefined;
  return {
    instance: settings.class,
    hourly,
    instances: settings.count,
    io: settings.io ?? auroraIo,
    origin: isOwn ? "the prices of dyn.yaml" : "us-east-1's list price",
  };
}
