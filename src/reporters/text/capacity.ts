import type { Result } from "../../engine/result.ts";
import { escapeControl } from "../../output/escape.ts";
import { fitColumns } from "../../output/fit-columns.ts";
import { formatCount, formatFigure } from "../../output/units.ts";

const mostRows = 6;
const none = "–";

/** Units that each table and index consumed, the most first; nothing where none are known. */
export function capacityLines({ total: { capacity } }: Result, columns: number): readonly string[] {
  const used = Object.entries(capacity.resources).filter(
    ([, { read, write }]) => read > 0 || write > 0,
  );
  const rows = used
    .slice(0, mostRows)
    .map(([name, { read, write }], position) => [
      position === 0 ? "capacity" : "",
      unitsText(read, "read"),
      unitsText(write, "write"),
      escapeControl(name),
    ]);
  const rest = used.slice(mostRows);
  if (rest.length > 0) {
    const [read, write] = [sum(rest.map(([, of]) => of.read)), sum(rest.map(([, of]) => of.write))];
    const others = `${formatCount(rest.length)} others (-o json)`;
    rows.push(["", unitsText(read, "read"), unitsText(write, "write"), others]);
  }
  return fitColumns(rows, ["left", "right", "right", "left"], columns).flat();
}

function unitsText(units: number, kind: string): string {
  return units === 0 ? none : `${formatFigure(units)} ${kind} units`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
