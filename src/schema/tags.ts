import { z } from "zod";
import { type CallOptions, call } from "../dynamodb/call.ts";
import type { Client } from "../dynamodb/client.ts";
import { isUntold } from "./untold-reply.ts";

const pageShape = z.object({
  Tags: z.array(z.object({ Key: z.string(), Value: z.string() })).default([]),
  NextToken: z.string().optional(),
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
      const page = pageShape.parse(await call(client, "ListTagsOfResource", input, options));
      for (const { Key, Value } of page.Tags) tags.set(Key, Value);
      next = page.NextToken;
    } while (next !== undefined);
  } catch (error) {
    if (error instanceof z.ZodError || isUntold(error)) return undefined;
    throw error;
  }
  return tags;
}
