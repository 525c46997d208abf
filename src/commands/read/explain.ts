import type { Session } from "../../cli/session.ts";
import type { Prices } from "../../config/prices.ts";
import { type Estimate, isUnkeyed } from "../../data/estimate.ts";
import { keyOf, keyWords } from "../../data/table-keys.ts";
import { writtenCondition, writtenName } from "../../expressions/written.ts";
import { escapeControl } from "../../output/escape.ts";
import { harmless } from "../../output/items/terminal.ts";
import { columnsOf, wrapAfter } from "../../output/wrap.ts";
import type { TableSchema } from "../../schema/schema.ts";
import { estimateText } from "./estimate-text.ts";
import { firstRequest, type Source } from "./source.ts";

/** Prints what would be read, by which key, what that takes, and the request; sends nothing of it. */
export async function explain(
  session: Session,
  source: Source,
  table: TableSchema,
  estimate: Estimate,
  prices: Prices | undefined,
): Promise<void> {
  const { reading } = source;
  const key = keyOf(table, reading.index);
  const { operation, where, filter } = reading;
  const input = firstRequest(source);
  const keyCondition = where === undefined ? null : writtenCondition(where);
  const filterText = filter === undefined ? null : writtenCondition(filter);
  const consistency = reading.consistent === true ? "strong" : "eventual";
  const data = {
    operation,
    table: reading.table,
    index: reading.index ?? null,
    keyCondition,
    filter: filterText,
    consistency,
    unkeyed: isUnkeyed(reading, key),
    estimate: {
      readUnits: estimate.units ?? null,
      atMost: estimate.isMost,
      dollars: estimate.cost ?? null,
      items: estimate.items,
      sizeBytes: estimate.sizeBytes,
      provisionedReadUnits: estimate.provisioned ?? null,
    },
    input,
  };
  const rows: readonly (readonly [string, string])[] = [
    ["key", `${keyWords(key)}${keyCondition === null ? ": not used, everything is read" : ""}`],
    ...(keyCondition === null ? [] : [["reads", keyCondition] as const]),
    ...(filterText === null
      ? []
      : [
          [
            "filter",
            `${filterText}; what it leaves out is read, and paid for, all the same`,
          ] as const,
        ]),
    ...(reading.select === undefined
      ? []
      : [
          [
            "select",
            `${reading.select.map(([name]) => writtenName(name)).join(", ")}; the rest is paid for, too`,
          ] as const,
        ]),
    ["consistency", consistency === "strong" ? "strong: whole units" : "eventual: half units"],
    ["estimate", estimateText(estimate, prices)],
  ];
  await session.print({
    data,
    table: () => {
      const columns = columnsOf(session.context.stdout);
      const what = reading.index === undefined ? "" : `index ${reading.index} of `;
      const head = `${operation} of ${what}${reading.table}`;
      const lines = rows.flatMap(([label, text]) =>
        wrapAfter(`  ${label.padEnd(11)}  `, escapeControl(text), columns),
      );
      return [
        session.paint.bold(escapeControl(head)),
        ...lines,
        harmless(JSON.stringify(input, null, 2)),
      ].join("\n");
    },
  });
}
