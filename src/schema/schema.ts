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

export type Billing =
  | { readonly kind: "on-demand" }
  | { readonly kind: "provisioned"; readonly read: number; readonly write: number };

export interface GlobalIndex {
  readonly name: string;
  readonly key: KeySchema;
  readonly projection: Projection;
  /** Only with provisioned billing. */
  readonly capacity?: { readonly read: number; readonly write: number };
}

export interface LocalIndex {
  readonly name: string;
  readonly key: KeySchema;
  readonly projection: Projection;
}

export type StreamView = "keys-only" | "new-image" | "old-image" | "new-and-old-images";

/** A table as its YAML describes it, checked; absent settings are the service's defaults. */
export interface TableSchema {
  readonly table: string;
  readonly key: KeySchema;
  readonly billing: Billing;
  readonly ttl?: string;
  readonly indexes: readonly GlobalIndex[];
  readonly localIndexes: readonly LocalIndex[];
  readonly stream?: StreamView;
  readonly pointInTimeRecovery?: boolean;
  readonly deletionProtection?: boolean;
  readonly tableClass?: "standard" | "infrequent-access";
  readonly tags: ReadonlyMap<string, string>;
}
