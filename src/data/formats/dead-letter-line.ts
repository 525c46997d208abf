import { isUtf8 } from "node:buffer";
import type { MovedItem } from "../transfer/moved-item.ts";
import { type InputFormat, inputFormats } from "./format.ts";
import { JsonCursor } from "./json-cursor.ts";
import { plainItemOf } from "./plain-item.ts";

/** What a dead letter holds: an item, or what could not be read as one, in the format that it had. */
export type DeadContent = MovedItem | { readonly text: string; readonly format: InputFormat };

/**
 * `{"item": …}`, `{"text": "…", "format": "jsonl"}` or the same with `base64`, and why it is there.
 * Throws a SyntaxError or an "invalid" error for what is no such line.
 */
export function deadContent(line: string): DeadContent {
  JSON.parse(line);
  const members = membersOf(line);
  const item = members.get("item");
  if (item !== undefined) return plainItemOf(item);
  const format = inputFormats.find(name => JSON.stringify(name) === members.get("format"));
  if (format === undefined)
    throw new SyntaxError('a dead letter has "item", or "text" and "format"');
  return { text: textOf(members), format };
}

function textOf(members: ReadonlyMap<string, string>): string {
  const [text, base64] = ["text", "base64"].map(name => stringOf(members.get(name)));
  if (text !== undefined) return text;
  const bytes = Buffer.from(base64 ?? "", "base64");
  if (base64 === undefined) throw new SyntaxError('a dead letter has "text" or "base64"');
  if (!isUtf8(bytes)) throw new SyntaxError("bytes that are not UTF-8");
  return bytes.toString();
}

function stringOf(json: string | undefined): string | undefined {
  const value: unknown = json === undefined ? undefined : JSON.parse(json);
  return typeof value === "string" ? value : undefined;
}

/** The members of a JSON object as they stand in its text, which is known to be JSON. */
function membersOf(text: string): ReadonlyMap<string, string> {
  const members = new Map<string, string>();
  const cursor = new JsonCursor(text);
  if (!cursor.take(123)) return members;
  while (cursor.space() === 34) {
    const name = sliced(cursor, () => cursor.string());
    cursor.take(58);
    cursor.space();
    const value = sliced(cursor, () => skipValue(cursor));
    members.set(JSON.parse(name) as string, value);
    cursor.take(44);
  }
  return members;
}

function sliced(cursor: JsonCursor, step: () => void): string {
  const start = cursor.at;
  step();
  return cursor.text.slice(start, cursor.at);
}

/** To the end of the value: brackets are counted, strings stepped over. */
function skipValue(cursor: JsonCursor): void {
  let depth = 0;
  do {
    const code = cursor.text.charCodeAt(cursor.at);
    if (code === 34) {
      if (!cursor.string()) throw new SyntaxError("half of a surrogate pair");
      continue;
    }
    if (code === 123 || code === 91) depth++;
    if (code === 125 || code === 93) depth--;
    cursor.at++;
  } while (depth > 0 || !/[,}\s]|^$/.test(cursor.text.charAt(cursor.at)));
}
