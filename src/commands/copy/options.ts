import type { Step } from "../import/transform-options.ts";
import type { StoreOptions } from "../moving/store.ts";

export interface CopyOptions extends StoreOptions {
  readonly create?: true;
  readonly filter?: string;
  readonly consistent?: true;
  /** Transforms in their order. */
  readonly steps: readonly Step[];
  readonly deadLetter?: string;
  readonly checkpoint?: string;
  readonly segments?: number;
  readonly pageSize?: number;
  readonly maxRcu?: number;
}
