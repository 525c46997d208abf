import type { CheckResult } from "../../engine/result.ts";
import { escapeControl } from "../../output/escape.ts";
import { widthOf } from "../../output/items/cell.ts";
import type { Paint } from "../../output/paint.ts";
import { formatCount } from "../../output/units.ts";
import { signColumns, wrapWords } from "../../output/wrap.ts";

const mostKeys = 3;
const indent = "    ";

/**
 * One line a check that holds; of one that fails its name, what was found, and keys of items that
 * fail it. No line is wider than `columns`.
 */
export function checkLines(
  checks: readonly CheckResult[],
  paint: Paint,
  columns: number,
): readonly string[] {
  return checks.flatMap(check => {
    const [first = "", ...rest] = check.ok
      ? wrapWords(heldText(check, columns - signColumns), columns - signColumns)
      : wrapWords(escapeControl(check.name), columns - signColumns);
    const lines = rest.map(line => `${" ".repeat(signColumns)}${line}`);
    if (check.ok) return [`${paint.green("✔")} ${first}`, ...lines];
    const found = [escapeControl(check.detail), ...keyTexts(check.keys)].flatMap(text =>
      wrapWords(text, columns - indent.length).map(line => indent + line),
    );
    return [`✘ ${first}`, ...lines, ...found].map(line => paint.red(line));
  });
}

/** What was found says it all, but for a condition: that stands in the name. */
function heldText({ kind, ...check }: CheckResult, width: number): string {
  const name = escapeControl(check.name);
  const detail = escapeControl(check.detail);
  if (kind === "every") return name;
  const text = kind === "count" ? `${name}${indent}${detail}` : detail;
  return widthOf(text) <= width ? text : name;
}

function keyTexts(keys: readonly string[]): readonly string[] {
  const shown = keys.slice(0, mostKeys).map(escapeControl);
  const rest = keys.length - shown.length;
  return rest > 0 ? [...shown, `… ${formatCount(rest)} more (-o json)`] : shown;
}
