import { z } from "zod";
import { durationForm, parseDuration } from "./duration.ts";

/** `500ms`, `2s`, `1m30s` → milliseconds, more than none. */
export const duration = z.string().transform((text, context) => {
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0) return ms;
  context.addIssue({ code: "custom", message: `expected ${durationForm}` });
  return z.NEVER;
});
