import type { KeyType } from "../values/attribute.ts";

export interface KeyAttribute {
  readonly name: string;
  readonly type: KeyType;
}

/** Keys as lists: an index may have up to four attributes of each kind; a table has one of each. */
export interface KeySchema {
  readonly partition: readonly KeyAttribute[];
  readonly sort: readonly KeyAttribute[];
}

export type Projection =
  | { readonly kind: "all" }
  | { readonly kind: "keys" }
  | { readonly kind: "include"; readonly attributes: readonly string[] };

/**
 * Capacity units of one direction. Where `max` is greater than `min`, something outside scales them
 * in between: a table is made with `min`, and whatever it has in between is as wanted.
 */
export interface Units {
  readonly min: number;
  readonly max: number;
}

export interface Capacity {
  readonly read: Units;
  readonly write: Units;
}

export type Billing =
  | { readonly kind: "on-demand" }
  | { readonly kind: "provisioned"; readonly capacity: Capacity };

/** Units a second of either direction; an absent one is not managed. */
export interface Throughput {
  readonly read?: number;
  readonly write?: number;
}

/** What of the keys CloudWatch Contributor Insights counts. */
export type Insights = "accessed-and-throttled" | "throttled";

/** Settings that tables and global indexes have alike. */
export interface ThroughputSettings {
  /** The most request units a second of on-demand billing; false: no limit. */
  readonly maxThroughput?: Throughput | false;
  /** What it serves at once, at least. */
  readonly warmThroughput?: Throughput;
  readonly contributorInsights?: Insights | false;
}

export interface GlobalIndex extends ThroughputSettings {
  readonly name: string;
  readonly key: KeySchema;
  readonly projection: Projection;
  /** Only with provisioned billing, where the table's is taken without it. */
  readonly capacity?: Capacity;
}

export interface LocalIndex {
  readonly name: string;
  readonly key: KeySchema;
  readonly projection: Projection;
}

export type StreamView = "keys-only" | "new-image" | "old-image" | "new-and-old-images";

export type TableClass = "standard" | "infrequent-access";

/** Who holds the key that encrypts the table at rest. */
export type Encryption =
  | { readonly kind: "aws-owned" }
  | { readonly kind: "aws-managed" }
  /** The key's ID, ARN or alias in KMS. */
  | { readonly kind: "customer"; readonly key: string };

export interface PointInTimeRecovery {
  /** How far back, 1 to 35; the service's default, 35, without it. */
  readonly days?: number;
}

/**
 * A table, checked. Of a file: what it wants; keys and indexes are wanted exactly, an absent setting
 * is left as it is, or as the service makes it. Of a live table: what the target tells; an absent
 * setting is one that it does not tell.
 */
export interface TableSchema extends ThroughputSettings {
  readonly table: string;
  readonly key: KeySchema;
  /** On-demand for a new table without it. */
  readonly billing?: Billing;
  /** The attribute that holds when an item expires. */
  readonly ttl?: string | false;
  readonly indexes: readonly GlobalIndex[];
  readonly localIndexes: readonly LocalIndex[];
  readonly stream?: StreamView | false;
  readonly pointInTimeRecovery?: PointInTimeRecovery | false;
  readonly encryption?: Encryption;
  readonly deletionProtection?: boolean;
  readonly tableClass?: TableClass;
  /** All of them, those of AWS itself (`aws:…`) aside. */
  readonly tags?: ReadonlyMap<string, string>;
}
