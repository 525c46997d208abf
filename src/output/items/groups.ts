import type { Item } from "../../values/attribute.ts";
import { itemSizeBytes } from "../../values/size.ts";
import { escapeControl } from "../escape.ts";
import { counted } from "../units.ts";
import { ordered, orderedText } from "./order.ts";
import { type TableOptions, tableWriter } from "./table.ts";
import { guarded } from "./terminal.ts";
import { type ItemTrailer, type ItemWriter, membersOf, type TextSink } from "./writer.ts";
import { scalar, yamlItem, yamlMembers } from "./yaml.ts";

export interface ItemGroup {
  readonly entity: string;
  readonly items: readonly Item[];
}

export interface Grouping {
  /** The attribute that they are grouped by; undefined for the template of the key. */
  readonly attribute: string | undefined;
  /** In the order of their first items. */
  readonly groups: readonly ItemGroup[];
}

export interface GroupsOptions extends Omit<TableOptions, "windowItems" | "columns"> {
  readonly format: "table" | "json" | "yaml";
  readonly group: (items: readonly Item[]) => Grouping;
}

/** What a grouping holds before it is printed: groups are known when all items are. */
const mostGroupedItems = 20_000;
const mostGroupedBytes = 32 * 1024 * 1024;

/** Prints items in groups, each with a heading and columns of its own, once all are there. */
export function groupsWriter(sink: TextSink, options: GroupsOptions): ItemWriter {
  const held: Item[] = [];
  let heldBytes = 0;
  return {
    isFull: () => held.length >= mostGroupedItems || heldBytes >= mostGroupedBytes,
    write: async items => {
      for (const item of items) {
        held.push(item);
        heldBytes += itemSizeBytes(item);
      }
    },
    end: async trailer => {
      const { groups, attribute } = options.group(held);
      if (options.format === "table") return writeTables(sink, groups, options);
      const more = { groupedBy: attribute ?? "key", ...trailer.more };
      await guarded(sink).write(documentOf(groups, { ...trailer, more }, options));
    },
  };
}

async function writeTables(
  sink: TextSink,
  groups: readonly ItemGroup[],
  options: GroupsOptions,
): Promise<void> {
  for (const [at, { entity, items }] of groups.entries()) {
    const head = `${options.paint.bold(escapeControl(entity))} · ${counted(items.length, "item")}`;
    await sink.write(`${at === 0 ? "" : "\n"}${head}\n`);
    const writer = tableWriter(sink, { ...options, windowItems: items.length });
    await writer.write(items);
  }
}

function documentOf(
  groups: readonly ItemGroup[],
  trailer: ItemTrailer,
  { format, keys }: GroupsOptions,
): string {
  if (format === "json") {
    const texts = groups.map(({ entity, items }) => {
      const lines = items.map(item => `\n        ${orderedText(item, keys)}`).join(",");
      const head = `"entity": ${JSON.stringify(entity)},\n      "count": ${items.length}`;
      return `\n    {\n      ${head},\n      "items": [${lines}\n      ]\n    }`;
    });
    const tail = membersOf(trailer)
      .map(([name, value]) => `,\n  "${name}": ${JSON.stringify(value)}`)
      .join("");
    return `{\n  "groups": [${texts.join(",")}${texts.length > 0 ? "\n  " : ""}]${tail}\n}\n`;
  }
  const texts = groups.map(({ entity, items }) => {
    const lines = items
      .map(item => `      - ${yamlItem(ordered(item, keys), "        ")}\n`)
      .join("");
    return `  - entity: ${scalar(entity)}\n    count: ${items.length}\n    items:\n${lines}`;
  });
  return `groups:${texts.length > 0 ? `\n${texts.join("")}` : " []\n"}${yamlMembers(trailer)}`;
}
