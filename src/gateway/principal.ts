/** Who asks: the bearer of an API key, or `anonymous` where authentication is off. */
export interface Principal {
  /** Of the key, not secret: in logs, metrics, page tokens and cache keys. */
  readonly id: string;
  /** As its owner called it. */
  readonly name: string;
  /** Another text when what the key may do has changed; part of cache keys. */
  readonly revision?: string;
  /** Whether a scope of the key allows it, and the key is still accepted. */
  may(action: Action): boolean;
}

/** What a scope allows: reading a table in one of three ways, dropping cached answers, reading metrics. */
export type Action =
  | { readonly kind: "get" | "query" | "scan" | "describe"; readonly table: string }
  | { readonly kind: "invalidate"; readonly table: string | undefined }
  | { readonly kind: "metrics" };
