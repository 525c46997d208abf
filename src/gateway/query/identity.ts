import { renderCondition, type Spelling } from "../../expressions/render.ts";
import { canonicalValue } from "../../values/canonical.ts";
import type { PageAsk } from "../ask.ts";

/** Names and values so that what is the same to DynamoDB reads the same. */
const canonical: Spelling = {
  path: path => JSON.stringify(path),
  value: value => ("kind" in value ? value.source : canonicalValue(value)),
};

/** Text that is the same exactly for queries that may share page tokens; the page's size is none of it. */
export function queryIdentity({ kind, where, filter, descending }: PageAsk): string {
  const parts = [where, filter].map(each => (each ? renderCondition(each, canonical) : null));
  return JSON.stringify([kind, ...parts, descending]);
}
