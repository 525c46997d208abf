import type { Place } from "../../errors.ts";

/** Where a position of a text is, for people. */
export function placeAt(file: string, text: string, position: number): Place {
  const before = text.slice(0, position);
  const lineStart = before.lastIndexOf("\n") + 1;
  const line = before.split("\n").length;
  return { file, line, column: [...before.slice(lineStart)].length + 1 };
}

/** `migrations/0001_orders.sql:3:7` */
export function placeText({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}
