import type { ReplyBody } from "../../dynamodb/client.ts";
import { templateMapOf } from "../../template/of-attribute.ts";
import type { TemplateValue } from "../../template/scope.ts";
import type { Item } from "../../values/attribute.ts";

/** An item that was read, for the templates of what follows; null when there was none. */
export function capturedItem(item: unknown): TemplateValue {
  return typeof item === "object" && item !== null ? templateMapOf(item as Item) : null;
}

/** A list of items that were read. */
export function capturedItems(items: unknown): readonly TemplateValue[] {
  return Array.isArray(items) ? items.map(capturedItem) : [];
}

export function itemIn(body: ReplyBody): TemplateValue {
  return capturedItem(body.member("Item"));
}
