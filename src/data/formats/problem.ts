/** What is wrong with a record, in words that need no place. */
export function problemOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/^line:1:(\d+) +/, "column $1: ");
}
