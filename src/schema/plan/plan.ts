import type { OperationName, WireInput } from "../../dynamodb/request.ts";

/** One setting that a live table has otherwise than its file wants. */
export interface Change {
  readonly kind: "add" | "change" | "remove";
  /** As in the file: `billing`, `ttl`, `indexes.ByEmail`, `indexes.ByEmail.capacity`, `tags.team`. */
  readonly setting: string;
  /** In words, as a file has it; absent of what is added. */
  readonly from?: string;
  /** In words, as a file has it; absent of what is removed. */
  readonly to?: string;
  /** Why no call can make it: only another table in its place has it. */
  readonly replaces?: string;
  /** What of AWS's rules holds it up now or may do so, in words. */
  readonly hold?: string;
}

/** One call of the control plane; the table must be settled before and after it. */
export interface Step {
  readonly operation: OperationName;
  readonly input: WireInput;
  /** In words, in the imperative: `add index ByEmail`, `enable point-in-time recovery`. */
  readonly what: string;
  /** The `setting` of the changes that it makes. */
  readonly settings: readonly string[];
}

/** What it takes to make a live table what its file wants. */
export interface TablePlan {
  readonly table: string;
  readonly action: "create" | "change" | "replace" | "none";
  /** Of a table that is to be created, all that its file says. */
  readonly changes: readonly Change[];
  /** In the order in which DynamoDB takes them; of a replacement, those after the deletion. */
  readonly steps: readonly Step[];
  /** What cannot be compared, what the target does not have, what a change costs; in words. */
  readonly notes: readonly string[];
}
