import type { Engine } from "../../config/sql-settings.ts";
import type { Problem } from "../../errors.ts";
import type { MigrationFile } from "./migration.ts";
import { placeAt } from "./place.ts";
import { skip } from "./skip.ts";

const copiesByClient = /^COPY\b.*?\b(?:FROM|TO)\s+(?:STDIN|STDOUT)\b/i;

/** `COPY … FROM STDIN` and `TO STDOUT`: the rows would be those of who sends the statement. */
export function clientCopyProblems(
  { file, text, statements }: MigrationFile,
  engine: Engine,
): readonly Problem[] {
  if (engine !== "postgres") return [];
  return statements
    .filter(statement => /^COPY\b/i.test(statement.text))
    .filter(statement => copiesByClient.test(bareText(statement.text)))
    .map(({ start }) => ({
      message: "COPY from or to the client, which has no rows here",
      hint: "take it out: dyn aurora load writes rows",
      place: placeAt(file, text, start),
    }));
}

/** Its words outside of parentheses, strings and comments. */
function bareText(text: string): string {
  let bare = "";
  let depth = 0;
  for (let at = 0; at < text.length; ) {
    const skipped = skip(text, at, "postgres");
    if (skipped === undefined) {
      if (text[at] === "(") depth += 1;
      if (depth === 0) bare += text[at];
      if (text[at] === ")") {
        depth -= 1;
        bare += " ";
      }
      at += 1;
    } else {
      bare += skipped.counts ? " _ " : " ";
      at = skipped.end;
    }
  }
  return bare;
}
