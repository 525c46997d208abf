import { z } from "zod";
import type { CachedAnswer, CacheTag } from "../cache.ts";
import { etagOf } from "./answer.ts";

/** What an answer is kept under, and what it was made in. */
export interface Kept {
  readonly name: string;
  readonly generation: string;
}

const headShape = z.strictObject({
  name: z.string(),
  generation: z.string(),
  etag: z.string(),
  contentType: z.string(),
  headers: z.record(z.string(), z.string()).optional(),
  consumed: z.number().nullable(),
  storedAt: z.number(),
  expiresAt: z.number(),
});

/** An answer as one text: a line of JSON, and the body. */
export function textOf(answer: CachedAnswer, { name, generation }: Kept): string {
  const { etag, contentType, headers, consumed, storedAt, expiresAt } = answer;
  const head = { name, generation, etag, contentType, headers, consumed, storedAt, expiresAt };
  return `${JSON.stringify(head)}\n${answer.body}`;
}

/** The answer; undefined when the text is another's, damaged, or of a generation that has ended. */
export function answerFrom(text: string, kept: Kept, tag: CacheTag): CachedAnswer | undefined {
  const end = text.indexOf("\n");
  const { success, data } = headShape.safeParse(json(text.slice(0, end)));
  if (!success || data.name !== kept.name || data.generation !== kept.generation) return undefined;
  const body = text.slice(end + 1);
  const { etag, contentType, headers, consumed, storedAt, expiresAt } = data;
  if (etagOf(body, contentType) !== etag) return undefined;
  const { table, partition } = tag;
  const answer = { table, partition, body, etag, contentType, consumed, storedAt, expiresAt };
  return { ...answer, ...(headers && { headers }) };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
