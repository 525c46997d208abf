import { DynError } from "../../../src/errors.ts";
import { parseTableSchemas } from "../../../src/schema/parse.ts";

/** Every problem as `line:column message`. */
export function problemsOf(text: string): string[] {
  try {
    parseTableSchemas(text, "t.yaml");
    return [];
  } catch (error) {
    if (!(error instanceof DynError)) throw error;
    return error.problems.map(({ place, message }) => `${place?.line}:${place?.column} ${message}`);
  }
}
