import { dirname } from "node:path";
import type { Dynamo } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import type { WrittenFile } from "../../data/export/output.ts";
import { escapeControl } from "../../output/escape.ts";
import {
  counted,
  formatBytes,
  formatCount,
  formatDuration,
  formatFigure,
} from "../../output/units.ts";
import type { Destination } from "./destination.ts";
import type { Job } from "./job.ts";

export interface Exported {
  readonly items: number;
  /** Of this run; an earlier one may have done the rest. */
  readonly itemsNow: number;
  readonly readUnits: number;
  readonly throttled: number;
  readonly files: readonly WrittenFile[];
  readonly elapsedMs: number;
}

/** Says what was exported: on stdout, unless the items are there. */
export async function printSummary(
  session: Session,
  { connection }: Dynamo,
  { reading, destination, options }: Job,
  exported: Exported,
): Promise<void> {
  const { items, itemsNow, readUnits, throttled, files, elapsedMs } = exported;
  const rate = elapsedMs === 0 ? 0 : Math.round((itemsNow * 1000) / elapsedMs);
  const where = destination.kind === "stdout" ? "" : ` to ${placeText(destination, files)}`;
  const text = escapeControl(
    `exported ${counted(items, "item")} of ${reading.table} · ${connection.name}${where} in ` +
      `${formatDuration(elapsedMs)} (${formatCount(rate)} items/s) · ${formatFigure(readUnits)} read units`,
  );
  if (destination.kind === "stdout") return session.notice(session.noticePaint.dim(text));
  await session.print({
    data: {
      schema: "dyn.export/1",
      table: reading.table,
      ...(options.index !== undefined && { index: options.index }),
      items,
      files,
      readUnits,
      throttled,
      seconds: Math.round(elapsedMs) / 1000,
      itemsPerSecond: rate,
    },
    table: () => text,
  });
}

function placeText(
  { kind, shown }: Exclude<Destination, { kind: "stdout" }>,
  files: readonly WrittenFile[],
): string {
  const bytes = formatBytes(files.reduce((sum, file) => sum + file.bytes, 0));
  const [{ name } = { name: shown }, ...others] = files;
  if (kind === "aws")
    return `${dirname(dirname(name))} (${counted(files.length, "file")}, ${bytes})`;
  return others.length === 0 ? `${name} (${bytes})` : `${shown} (${files.length} files, ${bytes})`;
}

/** What is told of an export that did not come to its end. */
export function stoppedText(
  items: number,
  { kind }: Destination,
  isKept: boolean,
): string | undefined {
  if (kind === "stdout") return undefined;
  if (isKept) return `stopped after ${counted(items, "item")}; the same command goes on`;
  return "stopped, and nothing of it was kept; with --checkpoint FILE the same command goes on";
}
