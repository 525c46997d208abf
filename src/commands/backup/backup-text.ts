import type { Backup } from "../../data/backup/backup.ts";
import type { DescribedBackup } from "../../data/backup/describe.ts";
import { alignColumns } from "../../output/columns.ts";
import { escapeControl } from "../../output/escape.ts";
import { counted, formatAgo, formatBytes } from "../../output/units.ts";

/** A backup as data of dyn's own. */
export function backupData(backup: Backup) {
  const { arn, name, table, status, type, createdAt, expiresAt, sizeBytes } = backup;
  return {
    name,
    table,
    status,
    type,
    ...(createdAt && { createdAt: createdAt.toISOString() }),
    ...(expiresAt && { expiresAt: expiresAt.toISOString() }),
    ...(sizeBytes !== undefined && { sizeBytes }),
    arn,
  };
}

/** Backups as a list, with the names under which they are found. */
export function backupsText(backups: readonly Backup[], nowMs: number): string {
  const rows = backups.map(backup => [
    escapeControl(backup.name),
    escapeControl(backup.table),
    agoOf(backup, nowMs),
    backup.sizeBytes === undefined ? "–" : formatBytes(backup.sizeBytes),
    backup.status,
    backup.type,
  ]);
  const header = ["name", "table", "made", "size", "status", "type"];
  return alignColumns([header, ...rows], ["left", "left", "left", "right"]).join("\n");
}

/** One backup on a screen. */
export function backupText(backup: DescribedBackup, target: string, nowMs: number): string {
  const { features, source } = backup;
  const indexes = [...features.GlobalSecondaryIndexes, ...features.LocalSecondaryIndexes].map(
    ({ IndexName }) => IndexName,
  );
  const made = [agoOf(backup, nowMs), backup.createdAt?.toISOString()].filter(Boolean).join(", ");
  const items = source.ItemCount === undefined ? [] : [counted(source.ItemCount, "item")];
  const size = backup.sizeBytes === undefined ? [] : [formatBytes(backup.sizeBytes)];
  const lines = [
    ["table", backup.table],
    ["made", made],
    ["expires", backup.expiresAt?.toISOString() ?? "never"],
    ["holds", [...items, ...size].join(", ")],
    ["indexes", indexes.join(", ")],
    ["arn", backup.arn],
  ].filter(([, text]) => text !== "");
  const title = `${backup.name} · ${target} · ${backup.status} · ${backup.type}`;
  return escapeLines([
    title,
    ...alignColumns(
      lines.map(line => ["", ...line.map(String)]),
      [],
    ),
  ]);
}

function agoOf({ createdAt }: Backup, nowMs: number): string {
  return createdAt === undefined ? "–" : formatAgo(Math.max(0, nowMs - createdAt.getTime()));
}

function escapeLines(lines: readonly string[]): string {
  return lines.map(escapeControl).join("\n");
}
