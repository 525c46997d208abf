import type { AttributeKind } from "../../scenario/attributes.ts";
import type { NumberRange } from "./numbers.ts";

/** A column of a table, as the catalogue has it, and what attribute it can hold. */
export interface SqlColumn {
  readonly name: string;
  /** In the engine's words, as a cast takes it: `numeric(10,2)`, `character varying(20)`. */
  readonly type: string;
  readonly kind: AttributeKind;
  /** Of a number's column: which numbers it keeps to the digit. */
  readonly range?: NumberRange;
  /** It sorts and compares as DynamoDB does: byte by byte. */
  readonly bytewise: boolean;
  readonly nullable: boolean;
  /** What it gets when a row is made without it: nothing, its own default, or what the engine makes of others, or counts. */
  readonly otherwise: "null" | "default" | "generated";
}

/** `text` as an attribute of a document is kept: DynamoDB's typed JSON. A column with this comment holds such. */
export const documentComment = "DynamoDB JSON";
