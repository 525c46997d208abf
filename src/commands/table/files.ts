import type { Session } from "../../cli/session.ts";
import type { Problem } from "../../errors.ts";
import { escapeControl } from "../../output/escape.ts";
import type { TableSchema } from "../../schema/schema.ts";

/** The tables of files, as the user typed them; what of them dyn does not manage is told on stderr. */
export async function readTables(
  session: Session,
  files: readonly string[],
): Promise<TableSchema[]> {
  const { readTableFiles } = await import("../../schema/files.ts");
  const notes: Problem[] = [];
  const tables = await readTableFiles(files, session.context.cwd, {
    onNote: note => notes.push(note),
  });
  for (const { message, place } of notes) {
    const where = place === undefined ? "" : `${place.file}:${place.line}:${place.column}  `;
    await session.notice(escapeControl(`${where}${message}`));
  }
  return tables;
}
