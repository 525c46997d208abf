import { type CallOptions, call } from "../dynamodb/call.ts";
import type { Client } from "../dynamodb/client.ts";
import { list, mapping, optional, readShape, text } from "./reply-shape.ts";
import { isUntold } from "./untold-reply.ts";

const pageShape = mapping({
  Tags: optional(list(mapping({ Key: text, Value: text })), []),
  NextToken: optional(text),
});

/**
 * The tags of a table by name, page by page. Undefined where they cannot be told: the target has
 * none, or reading them takes a permission that the caller lacks.
 */
export async function readTags(
  client: Client,
  arn: string,
  options: CallOptions = {},
): Promise<ReadonlyMap<string, string> | undefined> {
  const tags = new Map<string, string>();
  let next: string | undefined;
  try {
    do {
      const input = { ResourceArn: arn, ...(next !== undefined && { NextToken: next }) };
      const page = readShape(pageShape, await call(client, "ListTagsOfResource", input, options));
      if (!page.ok) return undefined;
      for (const { Key, Value } of page.value.Tags) tags.set(Key, Value);
      next = page.value.NextToken;
    } while (next !== undefined);
  } catch (error) {
    if (isUntold(error)) return undefined;
    throw error;
  }
  return tags;
}
