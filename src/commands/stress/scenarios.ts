import { parseFiles } from "../../config/parse-files.ts";
import { readTextFile } from "../../config/text-file.ts";
import { invalidFile } from "../../config/yaml-file.ts";
import type { DynError } from "../../errors.ts";
import { loadScenario } from "../../scenario/load.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { looksLikeTable } from "../../schema/parse.ts";

/** A scenario and the file it came from, as the user typed it. */
export interface ScenarioFile {
  readonly file: string;
  readonly scenario: Scenario;
}

/**
 * Reads scenarios from their files.
 * @param files as the user typed them, relative to `cwd`
 * @throws DynError "invalid" with the mistakes of all files
 */
export function readScenarios(files: readonly string[], cwd: string): Promise<ScenarioFile[]> {
  const readText = (path: string) => readTextFile(path, cwd);
  return parseFiles(files, cwd, async (text, file) => {
    try {
      return { file, scenario: await loadScenario(text, file, { readText }) };
    } catch (error) {
      throw looksLikeTable(text, file) ? aTable(file) : error;
    }
  });
}

function aTable(file: string): DynError {
  return invalidFile(file, [
    {
      message: "this is a table, not a scenario",
      place: { file, line: 1, column: 1 },
      hint: `create it with: dyn table create ${file}`,
    },
  ]);
}
