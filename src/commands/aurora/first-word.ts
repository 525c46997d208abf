import type { Engine } from "../../config/sql-settings.ts";
import { skip } from "../../sql/migrations/skip.ts";

/**
 * The word by which a statement tells what it does, in small letters, behind comments and
 * parentheses; empty for one that begins with anything else, such as a comment that MySQL performs.
 */
export function firstWord(text: string, engine: Engine): string {
  let at = 0;
  for (;;) {
    const skipped = skip(text, at, engine);
    if (skipped !== undefined && !skipped.counts) at = skipped.end;
    else if (text[at] === "(") at += 1;
    else break;
  }
  return /^[a-z]+/i.exec(text.slice(at))?.[0].toLowerCase() ?? "";
}
