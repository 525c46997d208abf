import type { Result } from "../engine/result.ts";

/** The result document, in the order of its members that the engine gives, ending in a line break. */
export function reportJson(result: Result): string {
  return `${JSON.stringify(result, null, 2)}\n`;
}
