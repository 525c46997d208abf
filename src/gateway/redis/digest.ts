import { createHash } from "node:crypto";

/** What stands for a text in the name of a key: no caller and no value can be read out of it. */
export function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
