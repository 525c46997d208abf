import { createHash } from "node:crypto";

/**
 * SHA-256 of a text, in hexadecimal. Line ends, blanks at them, blank lines at the end and a byte
 * order mark count for nothing: editors and version control change them.
 */
export function checksumOf(text: string): string {
  const normal = text
    .replace(/^\ufeff/, "")
    .replace(/[ \t]*\r?\n/g, "\n")
    .trimEnd();
  return createHash("sha256").update(normal).digest("hex");
}
