import stringWidth from "string-width";
import type { AttributeValue } from "../../values/attribute.ts";
import { plainText } from "../../values/plain.ts";
import type { Align } from "../columns.ts";
import { escapeControl } from "../escape.ts";
import { formatDuration } from "../units.ts";

/** More of a value than any terminal shows is not looked at. */
const longestLooked = 1000;

export interface CellOptions {
  /** The attribute that DynamoDB expires items by. */
  readonly ttl?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** A value on one line, safe for a terminal: text bare, everything else as plain JSON. */
export function cellText(
  name: string,
  value: AttributeValue | undefined,
  { ttl, now }: CellOptions,
): string {
  if (value === undefined) return "";
  const text = "S" in value ? value.S : plainText(value);
  const safe = escapeControl(text.slice(0, longestLooked));
  return name === ttl && "N" in value
    ? `${safe}  ${untilText(Number(value.N) * 1000 - now)}`
    : safe;
}

/** The text within so many columns: cut with `…`, or filled with spaces. */
export function fitted(text: string, width: number, align: Align): string {
  const room = width - widthOf(text);
  if (room < 0) return cut(text, width);
  return align === "right" ? " ".repeat(room) + text : text + " ".repeat(room);
}

const printableAscii = /^[ -~]*$/;

/** Columns that a text takes on a terminal; most texts are as wide as they are long. */
export function widthOf(text: string): number {
  return printableAscii.test(text) ? text.length : stringWidth(text);
}

const graphemes = new Intl.Segmenter();

function cut(text: string, width: number): string {
  if (printableAscii.test(text)) return `${text.slice(0, width - 1)}…`;
  let kept = "";
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    const wide = stringWidth(segment);
    if (used + wide > width - 1) break;
    kept += segment;
    used += wide;
  }
  return `${kept}…${" ".repeat(width - 1 - used)}`;
}

/** `(in 21 h)`, `(3 d ago)`: one unit is enough to judge by. */
function untilText(ms: number): string {
  if (!Number.isFinite(ms)) return "";
  const dayMs = 86_400_000;
  const size = Math.abs(ms);
  const [coarse = ""] = /^\S+ \S+/.exec(formatDuration(size)) ?? [];
  const span = size >= dayMs ? `${Math.floor(size / dayMs)} d` : coarse;
  return ms >= 0 ? `(in ${span})` : `(${span} ago)`;
}
