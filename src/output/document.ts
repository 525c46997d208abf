import { DynError } from "../errors.ts";
import type { Format } from "./format.ts";

/**
 * A document as text that ends in a newline. `table` is what people read of it; `rows`, for lists,
 * are its lines as CSV and jsonl. Values are plain JSON data of dyn's own, not items.
 */
export interface Printable {
  readonly data: unknown;
  readonly table: () => string;
  readonly rows?: readonly Readonly<Record<string, unknown>>[];
}

export async function documentText(document: Printable, format: Format): Promise<string> {
  switch (format) {
    case "table":
      return withNewline(document.table());
    case "json":
      return `${JSON.stringify(document.data, null, 2)}\n`;
    case "yaml":
      // Loaded late: it costs more than all the rest of a small command.
      return (await import("../config/yaml-file.ts")).toYaml(document.data);
    case "jsonl":
      return (document.rows ?? [document.data]).map(row => `${JSON.stringify(row)}\n`).join("");
    case "csv":
      if (document.rows) return csvText(document.rows);
      throw new DynError("usage", "csv is for lists; this command prints one document", {
        hint: "use -o json or -o yaml",
      });
    case "dynamodb-json":
      throw new DynError("usage", "dynamodb-json is for items; this command prints none", {
        hint: "use -o json or -o yaml",
      });
    default:
      return format satisfies never;
  }
}

function csvText(rows: readonly Readonly<Record<string, unknown>>[]): string {
  const header = [...new Set(rows.flatMap(row => Object.keys(row)))];
  const lines = rows.map(row => header.map(name => csvCell(cellText(row[name]))).join(","));
  return [header.map(csvCell).join(","), ...lines].map(line => `${line}\r\n`).join("");
}

function cellText(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Quotes a cell as RFC 4180 says. */
export function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function withNewline(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}
