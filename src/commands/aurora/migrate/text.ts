import { alignColumns } from "../../../output/columns.ts";
import { escapeControl } from "../../../output/escape.ts";
import type { Paint } from "../../../output/paint.ts";
import { counted } from "../../../output/units.ts";
import type { MigrationStatus, State } from "../../../sql/migrations/status.ts";

/** `dyn.migrations/1` */
export function statusData(target: string, folder: string, all: readonly MigrationStatus[]) {
  const pending = all.filter(({ state }) => isPending(state)).length;
  return {
    schema: "dyn.migrations/1",
    target,
    folder,
    applied: all.filter(({ appliedAt }) => appliedAt !== null).length,
    pending,
    migrations: all,
  };
}

function isPending(state: State): boolean {
  return state === "pending" || state === "partial" || state === "out-of-order";
}

export function statusTable(all: readonly MigrationStatus[], paint: Paint): string {
  if (all.length === 0) return "no migrations yet";
  const head = ["migration", "state", "applied", "takes back"];
  const rows = all.map(({ name, state, appliedAt, reversible, done, statements }) => [
    escapeControl(name),
    colored(state === "partial" ? `${done} of ${counted(statements ?? 0, "statement")}` : state, {
      state,
      paint,
    }),
    appliedAt === null ? "–" : escapeControl(appliedAt.replace("T", " ").slice(0, 19)),
    reversible ? "yes" : "no",
  ]);
  return alignColumns([head, ...rows], []).join("\n");
}

function colored(text: string, { state, paint }: { state: State; paint: Paint }): string {
  switch (state) {
    case "applied":
      return paint.green(text);
    case "pending":
      return text;
    case "partial":
    case "out-of-order":
      return paint.yellow(text);
    default:
      return paint.red(text);
  }
}
