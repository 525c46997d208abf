/** A row as PostgreSQL reads it of CSV: NULL is a cell without quotes, everything else has them. */
export function csvLine(cells: readonly (string | null)[]): string {
  let line = "";
  for (const [at, cell] of cells.entries()) {
    if (at > 0) line += ",";
    if (cell !== null) line += `"${cell.includes('"') ? cell.replaceAll('"', '""') : cell}"`;
  }
  return line;
}
