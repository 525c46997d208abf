import type { Session } from "../../cli/session.ts";
import { DynError } from "../../errors.ts";
import type { Format } from "../../output/format.ts";
import type { ReadOptions } from "./options.ts";

/** The format of a reading. Groups make a document, and have no place in lines of items. */
export function formatOfReading(session: Session, { groupByEntity }: ReadOptions): Format {
  if (!groupByEntity) return session.format("items");
  const format = session.format("document");
  if (format === "table" || format === "json" || format === "yaml") return format;
  throw new DynError("usage", `-o ${format} has no place for groups`, {
    hint: "use -o table, json or yaml; lines of items stay as they are without --group-by-entity",
  });
}
