import type { AttributeValue, Item } from "../values/attribute.ts";
import type { Scope, TemplateValue } from "./scope.ts";

/** A string, or a YAML tree of strings, with `${…}` in it; parsed once. */
export interface ValueTemplate {
  /** The value when it depends on nothing. */
  readonly constant: TemplateValue | undefined;
  evaluate(scope: Scope): TemplateValue;
  toAttributeValue(scope: Scope): AttributeValue;
  /** DynamoDB JSON text, e.g. `{"S":"user-7"}`; the fast path of the wire client. */
  toWire(scope: Scope): string;
}

/** A whole item: a ValueTemplate for each attribute. */
export interface ItemTemplate {
  readonly attributes: ReadonlyMap<string, ValueTemplate>;
  toItem(scope: Scope): Item;
  /** DynamoDB JSON text of the item, e.g. `{"UserId":{"S":"user-7"}}`. */
  toWire(scope: Scope): string;
  /** The template of some attributes only, e.g. the key. Throws when one is missing. */
  select(names: readonly string[]): ItemTemplate;
}
