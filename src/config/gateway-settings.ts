/** `gateway:` of a dyn.yaml, checked: what `dyn serve` lets callers read, and within which limits. */
export interface GatewaySettings {
  /** The name of the target that is served; undefined: the one that the command line means. */
  readonly target: string | undefined;
  /** Tables by name; undefined: all of them, as only an embedded engine is served. */
  readonly tables: ReadonlyMap<string, ExposedTable> | undefined;
  readonly pageSize: PageSizes;
  readonly rates: Rates;
  readonly cache: CacheSettings;
  /** How long a page token lives, in milliseconds. */
  readonly tokenTtlMs: number;
  readonly limits: RequestLimits;
  /** Origins that browsers may call from; none by default. */
  readonly cors: readonly string[];
  /** Of the proxies before the service, whose X-Forwarded-For is believed; none by default. */
  readonly trustedProxies: readonly string[];
  /** The file of API keys; undefined: one in dyn's own folder. */
  readonly keysFile: string | undefined;
  readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined;
}

/** What is exposed of one table. */
export interface ExposedTable {
  /** Indexes that may be queried; undefined: every one. */
  readonly indexes: readonly string[] | undefined;
  /** Top-level attributes that are shown and may be filtered by, keys included; undefined: every one. */
  readonly attributes: readonly string[] | undefined;
  readonly scan: boolean;
  /** The most items a page; undefined: the gateway's. */
  readonly mostItems: number | undefined;
  /** How long answers are kept, in milliseconds; 0: not at all; undefined: the gateway's. */
  readonly cacheTtlMs: number | undefined;
}

export interface PageSizes {
  /** Where a request names none. */
  readonly usual: number;
  readonly most: number;
}

/** So many in each window. */
export interface Rate {
  readonly count: number;
  readonly windowMs: number;
}

export interface Rates {
  readonly perKey: Rate;
  /** Of an address; failed authentication counts here, too. */
  readonly perAddress: Rate;
  /** Read units that one key may consume; undefined: as many as it likes. */
  readonly readUnits: Rate | undefined;
}

export interface CacheSettings {
  /** In milliseconds; 0: nothing is kept. */
  readonly ttlMs: number;
  /** Of the memory of one process. */
  readonly maxBytes: number;
  /** `redis://` or `rediss://`, without a password; undefined: in memory. */
  readonly redis: URL | undefined;
  /** The environment variable that holds Redis's password. */
  readonly redisPasswordVariable: string;
}

export interface RequestLimits {
  readonly bodyBytes: number;
  /** From the first byte of a request to its last, in milliseconds. */
  readonly requestMs: number;
  /** What DynamoDB may take for one request, in milliseconds. */
  readonly backendMs: number;
  /** Items that `total=true` counts at most, scanned ones. */
  readonly totalItems: number;
}
