import type { Condition, Path, Projection } from "../../expressions/ast.ts";
import type { AttributeValue, Item } from "../../values/attribute.ts";

/** A request for a page as its caller wrote it, before it is held against a table. */
export interface Wanted {
  /** Where its members stand: fields are called `query.filter` or `body.filter`. */
  readonly place: "query" | "body";
  readonly index: string | undefined;
  /** Undefined of a scan. */
  readonly where: Where | undefined;
  readonly dateRange: DateRange | undefined;
  /** All of them hold. */
  readonly filters: readonly { readonly field: string; readonly condition: Condition }[];
  readonly select: Projection | undefined;
  readonly descending: boolean;
  readonly pageSize: number | undefined;
  readonly nextToken: string | undefined;
  readonly total: boolean;
  readonly consistent: boolean;
  readonly all: boolean;
}

/** A condition on the key in one of its forms. */
export type Where =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "json"; readonly key: Item }
  | KeyWords;

/** Values out of a URL, each still to be read by its key attribute's type. */
export interface KeyWords {
  readonly kind: "words";
  readonly pk: string;
  readonly sort: SortWord | undefined;
}

export type SortWord =
  | {
      readonly kind: "is";
      readonly field: string;
      readonly operator: WordOperator;
      readonly text: string;
    }
  | { readonly kind: "between"; readonly from: string; readonly to: string };

export type WordOperator = "=" | "<" | "<=" | ">" | ">=" | "begins_with";

/** From one value to another, both inclusive; one of them may be absent, not both. */
export interface DateRange {
  readonly path: Path;
  readonly from: AttributeValue | undefined;
  readonly to: AttributeValue | undefined;
}
