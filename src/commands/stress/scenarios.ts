import { readTextFile } from "../../config/text-file.ts";
import { invalidFile } from "../../config/yaml-file.ts";
import { DynError, type Problem } from "../../errors.ts";
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
export async function readScenarios(
  files: readonly string[],
  cwd: string,
): Promise<ScenarioFile[]> {
  const readText = (path: string) => readTextFile(path, cwd);
  const scenarios: ScenarioFile[] = [];
  const problems: Problem[] = [];
  for (const file of files) {
    const text = await readText(file);
    try {
      scenarios.push({ file, scenario: await loadScenario(text, file, { readText }) });
    } catch (error) {
      if (!(error instanceof DynError) || error.problems.length === 0) throw error;
      problems.push(...(looksLikeTable(text, file) ? [aTable(file)] : error.problems));
    }
  }
  if (problems.length > 0) {
    const faulty = new Set(problems.map(({ place }) => place?.file ?? ""));
    throw invalidFile([...faulty].join(", "), problems);
  }
  return scenarios;
}

function aTable(file: string): Problem {
  return {
    message: "this is a table, not a scenario",
    place: { file, line: 1, column: 1 },
    hint: `create it with: dyn table create ${file}`,
  };
}
