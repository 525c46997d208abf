/** What `-o` takes. `table` is for people, the others are data. */
export const formats = ["table", "json", "jsonl", "csv", "yaml", "dynamodb-json"] as const;
export type Format = (typeof formats)[number];

/** Without `-o`: a table on a terminal; in a pipe, a line an item or one JSON document. */
export function chooseFormat(
  asked: Format | undefined,
  content: "items" | "document",
  isTTY: boolean,
): Format {
  if (asked !== undefined) return asked;
  if (isTTY) return "table";
  return content === "items" ? "jsonl" : "json";
}
