import type { CheckResult } from "../../engine/result.ts";
import { alignColumns } from "../../output/columns.ts";
import { escapeControl } from "../../output/escape.ts";
import type { Paint } from "../../output/paint.ts";
import { formatCount } from "../../output/units.ts";

const mostKeys = 3;

/** One line a check: whether it holds, and what was found; then keys of items that fail it. */
export function checkLines(checks: readonly CheckResult[], paint: Paint): readonly string[] {
  const rows = checks.map(({ name, detail }) => [escapeControl(name), escapeControl(detail)]);
  return alignColumns(rows, ["left", "left"], "    ").flatMap((line, position) => {
    const check = checks[position];
    if (check === undefined || check.ok) return [`${paint.green("✔")} ${line}`];
    return [paint.red(`✘ ${line}`), ...keyLines(check.keys).map(key => paint.red(`    ${key}`))];
  });
}

function keyLines(keys: readonly string[]): readonly string[] {
  const shown = keys.slice(0, mostKeys).map(escapeControl);
  const rest = keys.length - shown.length;
  return rest > 0 ? [...shown, `… ${formatCount(rest)} more (-o json)`] : shown;
}
