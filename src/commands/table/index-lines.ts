import { alignColumns } from "../../output/columns.ts";
import { escapeControl } from "../../output/escape.ts";
import type { Paint } from "../../output/paint.ts";
import { counted, formatBytes } from "../../output/units.ts";
import { wrapWords } from "../../output/wrap.ts";
import type { LiveTable } from "../../schema/live.ts";
import type { ThroughputSettings } from "../../schema/schema.ts";
import { capacityText, keyText, projectionText, throughputText } from "../../schema/words.ts";

interface Shown {
  readonly name: string;
  /** Empty of a local index, which is as its table. */
  readonly status: string;
  readonly itemCount: number;
  readonly sizeBytes: number;
  /** What it is, a line each. */
  readonly settings: readonly string[];
}

/** Global and local indexes: how each is and how large, and below that what it is. */
export function indexLines(live: LiveTable, paint: Paint, columns: number): string[] {
  const none = { itemCount: 0, sizeBytes: 0 };
  const globals = live.schema.indexes.map(index => {
    const state = live.indexes.get(index.name);
    return {
      ...(state ?? none),
      name: index.name,
      status: state?.backfilling ? "BACKFILLING" : (state?.status ?? ""),
      settings: [
        `${keyText(index.key)} · ${projectionText(index.projection)}`,
        ...(index.capacity ? [capacityText(index.capacity)] : []),
        ...throughputLines(index),
      ],
    };
  });
  const locals = live.schema.localIndexes.map(({ name, key, projection }) => ({
    ...(live.localIndexes.get(name) ?? none),
    name,
    status: "",
    settings: [`${keyText(key)} · ${projectionText(projection)}`],
  }));
  return [
    ...section("indexes", globals, paint, columns),
    ...section("local indexes", locals, paint, columns),
  ];
}

function throughputLines(index: ThroughputSettings): string[] {
  return [
    index.maxThroughput ? [`at most ${throughputText(index.maxThroughput)}`] : [],
    index.warmThroughput ? [`warm ${throughputText(index.warmThroughput)}`] : [],
    index.contributorInsights ? [`insights ${index.contributorInsights}`] : [],
  ].flat();
}

function section(
  title: string,
  indexes: readonly Shown[],
  paint: Paint,
  columns: number,
): string[] {
  if (indexes.length === 0) return [];
  const heads = alignColumns(
    indexes.map(index => headCells(index, paint)),
    ["left", "left", "right", "right"],
  );
  const lines = indexes.flatMap(({ settings }, at) => [
    `  ${heads[at]}`,
    ...settings.flatMap(text =>
      wrapWords(escapeControl(text), columns - 4).map(line => `    ${line}`),
    ),
  ]);
  return ["", title, ...lines];
}

/** Counts of zero are left out, since some targets count no bytes, or no indexes. */
function headCells({ name, status, itemCount, sizeBytes }: Shown, paint: Paint): string[] {
  const isUsable = status === "" || status === "ACTIVE";
  const painted = isUsable ? paint.green(status) : paint.yellow(escapeControl(status));
  return [
    paint.bold(escapeControl(name)),
    painted,
    itemCount === 0 ? "" : counted(itemCount, "item"),
    sizeBytes === 0 ? "" : formatBytes(sizeBytes),
  ];
}
