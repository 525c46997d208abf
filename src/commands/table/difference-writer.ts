import type { Session } from "../../cli/session.ts";
import type { DataDiffCounts, Difference } from "../../data/data-diff/data-diff.ts";
import { DynError } from "../../errors.ts";
import { csvCell } from "../../output/document.ts";
import { escapeControl } from "../../output/escape.ts";
import { fitted } from "../../output/items/cell.ts";
import { ordered, orderedText } from "../../output/items/order.ts";
import { harmless } from "../../output/items/terminal.ts";
import type { AttributeValue, Item } from "../../values/attribute.ts";
import { valuesEqual } from "../../values/equal.ts";
import { plainText } from "../../values/plain.ts";

interface Compared {
  /** The tables, as the user knows them. */
  readonly a: string;
  readonly b: string;
  readonly keys: readonly string[];
  readonly ignored: ReadonlySet<string>;
}

/** Prints differences as they are found. */
export interface DifferenceWriter {
  write(difference: Difference): Promise<void>;
  end(counts: DataDiffCounts): Promise<void>;
}

/** Throws a "usage" error for a format that differences do not have. */
export function differenceWriter(session: Session, compared: Compared): DifferenceWriter {
  const { stdout } = session.context;
  const format = session.format("items");
  const textOf = (item: Item) => orderedText(item, compared.keys);
  const typedText = (item: Item) => JSON.stringify(ordered(item, compared.keys));
  const write = (text: string) =>
    stdout.write(stdout.isTTY && format !== "table" ? harmless(text) : text);
  switch (format) {
    case "table":
      return {
        write: difference => stdout.write(`${lineOf(difference, compared, session)}\n`),
        end: async () => {},
      };
    case "jsonl":
      return {
        write: difference => write(`${objectText(difference, textOf)}\n`),
        end: async () => {},
      };
    case "dynamodb-json":
      return {
        write: difference => write(`${objectText(difference, typedText)}\n`),
        end: async () => {},
      };
    case "csv":
      return csvWriter(write, textOf);
    case "json":
      return jsonWriter(write, textOf, compared);
    case "yaml":
      throw new DynError("usage", "differences have no form in YAML", {
        hint: "use -o json for one document, or -o jsonl for a line each",
      });
    default:
      return format satisfies never;
  }
}

type Write = (text: string) => Promise<void>;
type TextOf = (item: Item) => string;

/** One document, written as it comes. */
function jsonWriter(write: Write, textOf: TextOf, { a, b }: Compared): DifferenceWriter {
  let before = `{\n  "schema": "dyn.data-diff/1",\n  "a": ${JSON.stringify(a)},\n  "b": ${JSON.stringify(b)},\n  "differences": [`;
  let any = false;
  return {
    write: async difference => {
      await write(`${before}\n    ${objectText(difference, textOf)}`);
      before = ",";
      any = true;
    },
    end: async counts => {
      const members = Object.entries({ ...counts, ok: sum(counts) === 0 })
        .map(([name, value]) => `,\n  "${name}": ${value}`)
        .join("");
      await write(`${any ? "\n  " : before}]${members}\n}\n`);
    },
  };
}

function csvWriter(write: Write, textOf: TextOf): DifferenceWriter {
  let before = "kind,key,a,b\r\n";
  const cell = (item: Item | undefined) => (item === undefined ? "" : csvCell(textOf(item)));
  return {
    write: async difference => {
      const [a, b] = sidesOf(difference);
      await write(`${before}${difference.kind},${cell(difference.key)},${cell(a)},${cell(b)}\r\n`);
      before = "";
    },
    end: () => write(before),
  };
}

function objectText(difference: Difference, textOf: TextOf): string {
  const [a, b] = sidesOf(difference);
  const member = (item: Item | undefined) => (item === undefined ? "null" : textOf(item));
  return `{"kind":"${difference.kind}","key":${textOf(difference.key)},"a":${member(a)},"b":${member(b)}}`;
}

function sidesOf(difference: Difference): readonly [Item | undefined, Item | undefined] {
  return [
    "a" in difference ? difference.a : undefined,
    "b" in difference ? difference.b : undefined,
  ];
}

function sum({ missing, extra, different }: DataDiffCounts): number {
  return missing + extra + different;
}

/** `~ user-7 s1  Balance: 10 → 12`, cut where a terminal ends. */
function lineOf(difference: Difference, { a, b, keys, ignored }: Compared, session: Session) {
  const { stdout } = session.context;
  const { paint } = session;
  const key = keys.map(name => shown(difference.key[name])).join(" ");
  const line = (color: (text: string) => string, mark: string, rest: string) => {
    const head = `${mark} ${key}`;
    const whole = `${head}  ${rest}`;
    const text = stdout.isTTY ? fitted(whole, stdout.columns, "left").trimEnd() : whole;
    return color(text.slice(0, head.length)) + text.slice(head.length);
  };
  switch (difference.kind) {
    case "missing":
      return line(paint.red, "-", `only in ${escapeControl(a)}`);
    case "extra":
      return line(paint.green, "+", `only in ${escapeControl(b)}`);
    case "different":
      return line(paint.yellow, "~", changesText(difference.a, difference.b, ignored));
    default:
      return difference satisfies never;
  }
}

function changesText(a: Item, b: Item, ignored: ReadonlySet<string>): string {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])]
    .sort()
    .filter(name => !ignored.has(name) && !same(own(a, name), own(b, name)))
    .map(name => `${escapeControl(name)}: ${shown(own(a, name))} → ${shown(own(b, name))}`)
    .join(", ");
}

function own(item: Item, name: string): AttributeValue | undefined {
  return Object.hasOwn(item, name) ? item[name] : undefined;
}

function same(a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
  return a !== undefined && b !== undefined && valuesEqual(a, b);
}

const longest = 60;

function shown(value: AttributeValue | undefined): string {
  if (value === undefined) return "absent";
  const text = "S" in value && /^[\w.@:#/-]+$/.test(value.S) ? value.S : plainText(value);
  if (text.length <= longest) return escapeControl(text);
  // Not within a character.
  return escapeControl(`${text.slice(0, longest).replace(/[\ud800-\udbff]$/, "")}…`);
}
