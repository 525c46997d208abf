import { type Align, alignColumns } from "./columns.ts";
import { widthOf } from "./items/cell.ts";
import { wrapAfter, wrapWords } from "./wrap.ts";

/** Of words, less than this reads badly. */
const leastRoom = 16;

/**
 * Rows as `alignColumns` has them, each in lines of at most `columns`. Where they are wider, the last
 * column is broken between words; where it has no room, it goes on where the one before it ends.
 * @param aligns one for each column
 */
export function fitColumns(
  rows: readonly (readonly string[])[],
  aligns: readonly Align[],
  columns: number,
  gap = "  ",
): readonly (readonly string[])[] {
  const whole = alignColumns(rows, aligns, gap);
  if (whole.every(line => widthOf(line) <= columns)) return whole.map(line => [line]);
  const last = aligns.length - 1;
  if (last < 1) return rows.map(([text = ""]) => wrapWords(text, columns));
  const before = rows.map(row => [...aligns.slice(1).map((_, at) => row[at] ?? ""), "."]);
  const heads = alignColumns(before, aligns, gap).map(line => line.slice(0, -1));
  if (columns - widthOf(heads[0] ?? "") >= leastRoom) {
    return rows.map((row, at) =>
      wrapAfter(heads[at] ?? "", row[last] ?? "", columns).map(line => line.trimEnd()),
    );
  }
  const joined = rows.map(row => {
    const ends = row.slice(last - 1).filter(cell => cell !== "");
    return [...row.slice(0, last - 1), ends.join(gap)];
  });
  return fitColumns(joined, aligns.slice(0, last), columns, gap);
}
