import type { Result } from "../../engine/result.ts";
import { wrapAfter } from "../../output/wrap.ts";
import { stalenessText } from "../staleness-text.ts";

/** How fresh reads were, where operations asked for what was written before them. */
export function stalenessLines(
  { total: { staleness } }: Result,
  columns: number,
): readonly string[] {
  return staleness === undefined
    ? []
    : wrapAfter("stale reads  ", stalenessText(staleness), columns);
}
