import { DynError } from "../errors.ts";
import type { AttributeValue, Item } from "./attribute.ts";
import { maxDepth } from "./depth.ts";
import { jsonNumber } from "./number.ts";
import { quoted } from "./text.ts";

interface PlainOptions {
  /** Spaces for each level, one member on a line; absent: all on one line without spaces. */
  readonly indent?: number;
}

/** A value as plain JSON text, which `parsePlain` reads back as the same value. */
export function plainText(value: AttributeValue, options: PlainOptions = {}): string {
  return valueText(value, layoutOf(options), 0);
}

/** The same for an item. */
export function itemText(item: Item, options: PlainOptions = {}): string {
  return mapText(item, layoutOf(options), 0);
}

/** What stands between the parts: nothing, or line breaks with `indent` for each level. */
interface Layout {
  readonly indent: string;
  readonly colon: string;
}

const compact: Layout = { indent: "", colon: ":" };

function layoutOf({ indent = 0 }: PlainOptions): Layout {
  return indent === 0 ? compact : { indent: " ".repeat(indent), colon: ": " };
}

function valueText(value: AttributeValue, layout: Layout, depth: number): string {
  if ("S" in value) return quoted(value.S);
  if ("N" in value) return jsonNumber(value.N);
  if ("BOOL" in value) return value.BOOL ? "true" : "false";
  if ("M" in value) return mapText(value.M, layout, depth);
  if ("L" in value) return listText(value.L, layout, depth);
  if ("NULL" in value) return "null";
  if ("B" in value) return tagged("$b", quoted(value.B), layout);
  if ("SS" in value) return tagged("$ss", flatList(value.SS, quoted), layout);
  if ("NS" in value) return tagged("$ns", flatList(value.NS, jsonNumber), layout);
  return tagged("$bs", flatList(value.BS, quoted), layout);
}

function mapText(members: Item, layout: Layout, depth: number): string {
  checkDepth(depth);
  const names = Object.keys(members);
  const extra = names.length === 1 && names[0]?.charCodeAt(0) === 36 ? "$" : "";
  let parts = "";
  const between = separator(layout, depth + 1);
  for (const name of names) {
    const member = members[name];
    if (member === undefined) continue;
    if (parts !== "") parts += ",";
    parts += between + quoted(extra + name) + layout.colon + valueText(member, layout, depth + 1);
  }
  return parts === "" ? "{}" : `{${parts}${separator(layout, depth)}}`;
}

function listText(elements: readonly AttributeValue[], layout: Layout, depth: number): string {
  checkDepth(depth);
  let parts = "";
  const between = separator(layout, depth + 1);
  for (const element of elements) {
    if (parts !== "") parts += ",";
    parts += between + valueText(element, layout, depth + 1);
  }
  return parts === "" ? "[]" : `[${parts}${separator(layout, depth)}]`;
}

/** Tags stay on one line in every layout. */
function tagged(tag: string, content: string, { colon }: Layout): string {
  return `{"${tag}"${colon}${content}}`;
}

function flatList(members: readonly string[], textOf: (member: string) => string): string {
  return `[${members.map(textOf).join(",")}]`;
}

function separator({ indent }: Layout, depth: number): string {
  return indent === "" ? "" : `\n${indent.repeat(depth)}`;
}

function checkDepth(depth: number): void {
  if (depth <= maxDepth) return;
  throw new DynError("invalid", `a value is nested deeper than DynamoDB's ${maxDepth} levels`);
}
