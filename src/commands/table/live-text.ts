import type { Prices } from "../../config/prices.ts";
import { escapeControl } from "../../output/escape.ts";
import type { Paint } from "../../output/paint.ts";
import { counted, formatAgo, formatBytes } from "../../output/units.ts";
import { wrapWords } from "../../output/wrap.ts";
import type { LiveState, LiveTable } from "../../schema/live.ts";
import type { TableSchema } from "../../schema/schema.ts";
import { billingText, keyText } from "../../schema/words.ts";
import { indexLines } from "./index-lines.ts";
import { storageText } from "./storage-text.ts";
import { settingRows } from "./summary.ts";

/** Where and how a table is shown. */
export interface View {
  readonly target: string;
  readonly prices: Prices;
  readonly paint: Paint;
  readonly columns: number;
  readonly now: Date;
}

/** A table as it is: settings, sizes, what it costs to keep, and the state of each index. */
export function liveText(live: LiveTable, view: View): string {
  const { paint, target, columns, now } = view;
  const name = escapeControl(live.schema.table);
  const age = live.createdAt && `created ${formatAgo(now.getTime() - live.createdAt.getTime())}`;
  const head = [paint.bold(name), target, statusText(live.status, paint), ...(age ? [age] : [])];
  const rows = tableRows(live, view.prices);
  const width = Math.max(...rows.map(([label]) => label.length));
  const lines = rows.flatMap(([label, text]) =>
    wrapWords(escapeControl(text), columns - width - 4).map((line, at) =>
      `  ${(at === 0 ? label : "").padEnd(width)}  ${line}`.trimEnd(),
    ),
  );
  return [head.join(" · "), ...lines, ...indexLines(live, paint, columns)].join("\n");
}

/** Green is as it should be, yellow is on its way. */
function statusText(status: string, paint: Paint): string {
  return status === "ACTIVE" ? paint.green(status) : paint.yellow(escapeControl(status));
}

function tableRows(live: LiveTable, prices: Prices): readonly (readonly [string, string])[] {
  const { schema } = live;
  const off = switchedOff(schema);
  const storage = storageText(live, prices);
  return [
    ["key", keyText(schema.key)],
    ["items", `${sizeText(live)}, as last counted`],
    ...(storage === undefined ? [] : [["storage", storage] as const]),
    ["billing", billingText(schema.billing ?? { kind: "on-demand" })],
    ...settingRows(schema).map(
      ([name, text]) => [name, name === "ttl" ? `${text} (${live.ttlStatus})` : text] as const,
    ),
    ...(off.length === 0 ? [] : [["off", off.join(", ")] as const]),
    ...(live.replicas.length === 0 ? [] : [["replicas", live.replicas.join(", ")] as const]),
    ...(live.arn === undefined ? [] : [["arn", live.arn] as const]),
  ];
}

/** `1,204 items, 3.1 MB`; without bytes where there are none, since some targets count none. */
function sizeText({ itemCount, sizeBytes }: Omit<LiveState, "status">): string {
  const items = counted(itemCount, "item");
  return sizeBytes === 0 ? items : `${items}, ${formatBytes(sizeBytes)}`;
}

/** What the target tells to be off; what it does not tell is not named. */
function switchedOff(schema: TableSchema): string[] {
  const settings: (readonly [string, unknown])[] = [
    ["limits", schema.billing?.kind === "provisioned" ? undefined : schema.maxThroughput],
    ["ttl", schema.ttl],
    ["stream", schema.stream],
    ["recovery", schema.pointInTimeRecovery],
    ["protection", schema.deletionProtection],
    ["insights", schema.contributorInsights],
  ];
  return settings.flatMap(([name, value]) => (value === false ? [name] : []));
}
