import type { AttributeValue, Item } from "../../values/attribute.ts";
import { itemText, plainText } from "../../values/plain.ts";
import { type ItemTrailer, type ItemWriter, membersOf, type TextSink } from "./writer.ts";

/** The same document as JSON's, streamed; numbers keep their digits. */
export function yamlWriter(sink: TextSink, inOrder: (item: Item) => Item): ItemWriter {
  let written = 0;
  return {
    write: async items => {
      if (items.length === 0) return;
      const start = written === 0 ? "items:\n" : "";
      written += items.length;
      await sink.write(
        start + items.map(item => `  - ${yamlItem(inOrder(item), "    ")}\n`).join(""),
      );
    },
    end: trailer => sink.write((written === 0 ? "items: []\n" : "") + yamlMembers(trailer)),
  };
}

/** What stands behind the items, a member a line. */
export function yamlMembers(trailer: ItemTrailer): string {
  return membersOf(trailer)
    .map(
      ([name, value]) =>
        `${name}: ${typeof value === "string" ? scalar(value) : yamlSafe(JSON.stringify(value))}\n`,
    )
    .join("");
}

/** An item as a YAML mapping; lines after the first begin with the indent. */
export function yamlItem(item: Item, indent = ""): string {
  if (isTagged(item)) return yamlSafe(itemText(item));
  const members = Object.entries(item).map(
    ([name, value]) => `${scalar(name)}:${member(value, indent)}`,
  );
  return members.length === 0 ? "{}" : members.join(`\n${indent}`);
}

/** What stands after `name:`. What plain JSON tags stays JSON, which is YAML too. */
function member(value: AttributeValue, indent: string): string {
  const inner = `${indent}  `;
  if ("M" in value && !isTagged(value.M) && Object.keys(value.M).length > 0) {
    return `\n${inner}${yamlItem(value.M, inner)}`;
  }
  if ("L" in value && value.L.length > 0) {
    return value.L.map(element => `\n${indent}- ${listElement(element, inner)}`).join("");
  }
  return ` ${leaf(value)}`;
}

function listElement(value: AttributeValue, indent: string): string {
  if ("M" in value) return yamlItem(value.M, indent);
  if ("L" in value && value.L.length > 0) {
    return value.L.map(element => `- ${listElement(element, `${indent}  `)}`).join(`\n${indent}`);
  }
  return leaf(value);
}

function leaf(value: AttributeValue): string {
  return "S" in value ? scalar(value.S) : yamlSafe(plainText(value));
}

function isTagged(map: Item): boolean {
  const [name, ...others] = Object.keys(map);
  return name?.startsWith("$") === true && others.length === 0;
}

/** Text that no YAML reader takes for a number, a date, a word such as `yes`, or markup. */
const harmless = /^[A-Za-z_][\w./@+-]*(?: [\w./@+-]+)*$/;
const reserved = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

/** A text on one line that is read back as the same text. */
export function scalar(text: string): string {
  return harmless.test(text) && !reserved.test(text) ? text : yamlSafe(JSON.stringify(text));
}

/** YAML forbids some characters that JSON allows within its quotes. */
const unprintable = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

function yamlSafe(json: string): string {
  return json.replace(
    unprintable,
    found => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
