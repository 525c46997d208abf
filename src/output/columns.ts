import stringWidth from "string-width";

export type Align = "left" | "right";

/**
 * Rows as lines, each column as wide as its widest cell on a terminal (colours take no room), two
 * spaces between columns and none at the end of a line. Columns beyond `aligns` are on the left.
 */
export function alignColumns(
  rows: readonly (readonly string[])[],
  aligns: readonly Align[],
  gap = "  ",
): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, stringWidth(cell));
    }
  }
  return rows.map(row =>
    row
      .map((cell, column) => {
        const room = " ".repeat((widths[column] ?? 0) - stringWidth(cell));
        return aligns[column] === "right" ? room + cell : cell + room;
      })
      .join(gap)
      .trimEnd(),
  );
}
