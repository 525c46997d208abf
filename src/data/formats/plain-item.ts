import { parsePlainItem } from "../../values/plain.ts";
import { MovedItem } from "../transfer/moved-item.ts";
import type { Line } from "./lines.ts";
import { typedText } from "./plain-to-typed.ts";

/** The item of a line of plain JSON. Throws a SyntaxError or an "invalid" error for what is none. */
export function plainItem(line: Line): MovedItem {
  const typed = typedText(line.block, line.start, line.end);
  return typed === undefined ? readItem(line.text ?? "") : MovedItem.ofText(typed);
}

/** The same of a text. */
export function plainItemOf(text: string): MovedItem {
  const bytes = Buffer.from(text);
  // Half of a surrogate pair is lost in UTF-8: the reader refuses it.
  const typed = bytes.toString() === text ? typedText(bytes) : undefined;
  return typed === undefined ? readItem(text) : MovedItem.ofText(typed);
}

function readItem(text: string): MovedItem {
  return MovedItem.ofItem(parsePlainItem(text, "line"));
}
