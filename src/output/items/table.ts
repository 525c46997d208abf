import type { Item } from "../../values/attribute.ts";
import type { Align } from "../columns.ts";
import { escapeControl } from "../escape.ts";
import type { Paint } from "../paint.ts";
import { type CellOptions, cellText, fitted, widthOf } from "./cell.ts";
import { orderedNames } from "./order.ts";
import type { ItemWriter, TextSink } from "./writer.ts";

export interface TableOptions extends CellOptions {
  /** The first columns: the key's. */
  readonly keys: readonly string[];
  /** All columns, when the user named them. */
  readonly columns?: readonly string[] | undefined;
  /** Items to look at before the columns are laid out; later ones keep to them. */
  readonly windowItems: number;
  readonly paint: Paint;
}

interface Column {
  readonly name: string;
  readonly width: number;
  readonly align: Align;
}

interface Layout {
  readonly columns: readonly Column[];
  /** Attributes that did not fit. */
  readonly hidden: number;
}

const gap = "  ";
/** Columns wider than this shrink so that more of them fit. */
const comfortableWidth = 24;
const leastWidth = 6;

/**
 * Items for people: key columns first, then those that the terminal has room for; nothing wraps.
 * Layout follows the items of the window, so that memory does not grow with a long stream.
 */
export function tableWriter(sink: TextSink, options: TableOptions): ItemWriter {
  let layout: Layout | undefined;
  let waiting: Item[] = [];

  const flush = async () => {
    if (waiting.length === 0) return;
    const lines: string[] = [];
    if (layout === undefined) {
      layout = layOut(waiting, sink.columns, options);
      lines.push(headerOf(layout, options.paint));
    }
    const { columns } = layout;
    for (const item of waiting) lines.push(rowOf(item, columns, options));
    waiting = [];
    await sink.write(lines.map(line => `${line}\n`).join(""));
  };

  return {
    write: async items => {
      waiting = waiting.concat(items);
      if (layout !== undefined || waiting.length >= options.windowItems) await flush();
    },
    end: flush,
  };
}

function headerOf({ columns, hidden }: Layout, paint: Paint): string {
  const names = columns.map(({ name, width, align }) => fitted(escapeControl(name), width, align));
  const header = paint.bold(names.join(gap).trimEnd());
  return hidden === 0 ? header : `${header}${gap}${paint.dim(hiddenText(hidden))}`;
}

function rowOf(item: Item, columns: readonly Column[], options: CellOptions): string {
  return columns
    .map(({ name, width, align }) =>
      fitted(cellText(name, attribute(item, name), options), width, align),
    )
    .join(gap)
    .trimEnd();
}

function hiddenText(hidden: number): string {
  return `… ${hidden} more (-o json)`;
}

/** Keys first, then what most items have, and of those the narrow ones: they tell most in little room. */
function layOut(items: readonly Item[], available: number, options: TableOptions): Layout {
  const given = options.columns ?? options.keys;
  const others = options.columns ? [] : namesOf(items).filter(name => !given.includes(name));
  const measured = [
    ...given.map(name => measure(name, items, options)),
    ...others
      .map(name => measure(name, items, options))
      .sort((a, b) => b.filled - a.filled || a.least - b.least || (a.name < b.name ? -1 : 1)),
  ];
  for (let shown = measured.length; shown > 1; shown--) {
    const hidden = measured.length - shown;
    const columns = within(measured.slice(0, shown), available, noteWidth(hidden));
    if (columns) return { columns, hidden };
  }
  const columns = measured.slice(0, 1).map(({ name, align, width }) => {
    const room = Math.max(available - noteWidth(measured.length - 1), leastWidth);
    return { name, align, width: Math.min(width, room) };
  });
  return { columns, hidden: measured.length - columns.length };
}

function noteWidth(hidden: number): number {
  return hidden === 0 ? 0 : gap.length + hiddenText(hidden).length;
}

interface Measured extends Column {
  /** What the column can do with. */
  readonly least: number;
  /** What its name takes in the header, where nothing stands behind it. */
  readonly header: number;
  /** Items that have the attribute. */
  readonly filled: number;
}

/**
 * The columns with widths that fit; undefined when they cannot. What is hidden is noted behind the
 * last name of the header, above that column's room.
 */
function within(
  columns: readonly Measured[],
  available: number,
  note: number,
): Column[] | undefined {
  const last = columns.length - 1;
  const gaps = gap.length * last;
  const sum = (taken: (column: Measured, position: number) => number) =>
    columns.reduce((total, column, position) => total + taken(column, position), 0);
  let rowLeft = available - gaps - sum(({ least }) => least);
  let headerLeft =
    available - gaps - note - sum(({ least, header }, at) => (at === last ? header : least));
  if (rowLeft < 0 || headerLeft < 0) return undefined;
  return columns.map(({ name, width, least, align }, at) => {
    const more = Math.min(width - least, rowLeft, at === last ? rowLeft : headerLeft);
    rowLeft -= more;
    headerLeft -= more;
    return { name, align, width: least + more };
  });
}

function measure(name: string, items: readonly Item[], options: TableOptions): Measured {
  const nameWidth = widthOf(escapeControl(name));
  let widest = nameWidth;
  let widestNumber = 0;
  let filled = 0;
  let numeric = name !== options.ttl;
  for (const item of items) {
    const value = attribute(item, name);
    if (value === undefined) continue;
    filled += 1;
    const width = widthOf(cellText(name, value, options));
    widest = Math.max(widest, width);
    if ("N" in value) widestNumber = Math.max(widestNumber, width);
    else numeric = false;
  }
  const least = Math.max(Math.min(widest, comfortableWidth), widestNumber);
  const align = numeric && widestNumber > 0 ? "right" : "left";
  const header = align === "right" ? least : Math.min(nameWidth, least);
  return { name, width: widest, least, header, filled, align };
}

function namesOf(items: readonly Item[]): string[] {
  return [...new Set(items.flatMap(item => Object.keys(item)))];
}

function attribute(item: Item, name: string) {
  return Object.hasOwn(item, name) ? item[name] : undefined;
}

/** One item for people, an attribute a line. */
export function cardText(
  item: Item,
  keys: readonly string[],
  available: number,
  options: CellOptions & { readonly paint: Paint },
): string {
  const names = orderedNames(item, keys);
  const widest = names.reduce((most, name) => Math.max(most, widthOf(escapeControl(name))), 0);
  const nameWidth = Math.min(widest, Math.max(leastWidth, Math.floor(available / 2)));
  const room = Math.max(available - nameWidth - gap.length, leastWidth);
  return names
    .map(name => {
      const label = options.paint.bold(fitted(escapeControl(name), nameWidth, "left"));
      return `${label}${gap}${fitted(cellText(name, item[name], options), room, "left").trimEnd()}\n`;
    })
    .join("");
}
