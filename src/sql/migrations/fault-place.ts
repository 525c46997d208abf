import { DynError } from "../../errors.ts";
import type { SqlFault } from "../database.ts";
import type { MigrationFile } from "./migration.ts";
import { placeAt, placeText } from "./place.ts";
import type { FileStatement } from "./statements.ts";

const mysqlNear = /near '([\s\S]*)' at line (\d+)/;

/** What a server has against a statement of a file, with its place. */
export function statementFault(
  { file, text }: MigrationFile,
  statement: FileStatement,
  fault: SqlFault,
  hint: string | undefined,
): DynError {
  const place = placeAt(file, text, statement.start + positionOf(statement.text, fault));
  const { detail, hint: advice } = asRecord(fault.cause);
  const more = typeof detail === "string" ? ` (${detail})` : "";
  const kind = fault.code === "ConnectionLost" ? "connection" : "failed";
  return new DynError(kind, `${placeText(place)} ${fault.message}${more} [${fault.code}]`, {
    hint: typeof advice === "string" && hint === undefined ? advice : hint,
    cause: fault.cause,
  });
}

/** Where in the statement the server stopped, in UTF-16 units; its beginning where it does not tell. */
function positionOf(statement: string, { message, cause }: SqlFault): number {
  const { position } = asRecord(cause);
  if (typeof position === "string" && /^\d+$/.test(position)) {
    return [...statement].slice(0, Number(position) - 1).join("").length;
  }
  const [, near = "", line] = mysqlNear.exec(message) ?? [];
  if (line === undefined) return 0;
  const lines = statement.split("\n").slice(0, Number(line) - 1);
  const lineStart = lines.reduce((sum, { length }) => sum + length + 1, 0);
  return Math.max(lineStart, near === "" ? statement.length : statement.indexOf(near, lineStart));
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
