import { isUtf8 } from "node:buffer";
import type { Item } from "../values/attribute.ts";
import { itemText } from "../values/plain.ts";
import type { InputFormat } from "./formats/format.ts";

/** What could not be stored, and why. */
export type Dead = (
  | { readonly item: Item }
  /** What is no item, as it stands in its file, and what that file is written in. */
  | { readonly bytes: Uint8Array; readonly format: InputFormat }
) & {
  readonly code: string;
  readonly message: string;
  /** `orders.jsonl:7` */
  readonly source?: string | undefined;
};

/**
 * A line of a dead-letter file: `{"item": …plain JSON…, "code", "message", "source"}`, or, for what is
 * no item, `{"text": "…", "format": "jsonl", …}`, with `base64` for what is no text.
 */
export function deadText(dead: Dead): string {
  const { code, message, source } = dead;
  const why = JSON.stringify({ code, message, source }).slice(1);
  if ("item" in dead) return `{"item":${itemText(dead.item)},${why}\n`;
  const { bytes, format } = dead;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const content = isUtf8(buffer)
    ? { text: buffer.toString("utf8"), format }
    : { base64: buffer.toString("base64"), format };
  return `${JSON.stringify(content).slice(0, -1)},${why}\n`;
}
