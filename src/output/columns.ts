import Table from "cli-table3";

export type Align = "left" | "right";

const noBorder = {
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  top: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  bottom: "",
  "left-mid": "",
  left: "",
  "mid-mid": "",
  mid: "",
  "right-mid": "",
  right: "",
} as const;

/**
 * Rows as lines, each column as wide as its widest cell on a terminal (colours take no room), two
 * spaces between columns and none at the end of a line. Columns beyond `aligns` are on the left.
 */
export function alignColumns(
  rows: readonly (readonly string[])[],
  aligns: readonly Align[],
  gap = "  ",
): readonly string[] {
  if (rows.length === 0) return [];
  const table = new Table({
    chars: { ...noBorder, middle: gap },
    style: { compact: true, "padding-left": 0, "padding-right": 0, head: [], border: [] },
    colAligns: [...aligns],
  });
  for (const row of rows) table.push([...row]);
  return table
    .toString()
    .split("\n")
    .map(line => line.trimEnd());
}
