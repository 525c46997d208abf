import { parseFiles } from "../../config/parse-files.ts";
import { readTextFile } from "../../config/text-file.ts";
import { invalidFile } from "../../config/yaml-file.ts";
import type { DynError } from "../../errors.ts";
import { loadScenario } from "../../scenario/load.ts";
import { type Overrides, override } from "../../scenario/override.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { looksLikeTable } from "../../schema/parse.ts";

/** A scenario and the file it came from, as the user typed it. */
export interface ScenarioFile {
  readonly file: string;
  readonly scenario: Scenario;
  /** What it was made of. */
  readonly source: ScenarioSource;
}

/** All that a scenario is made of, as plain data: another thread makes the same of it. */
export interface ScenarioSource {
  readonly file: string;
  readonly text: string;
  /** The texts of the files that it names, by their paths. */
  readonly named: Readonly<Record<string, string>>;
  readonly overrides: Overrides;
}

/**
 * Reads scenarios from their files, and puts the flags' values in place of their own.
 * @param files as the user typed them, relative to `cwd`
 * @throws DynError "invalid" with the mistakes of all files; "usage" for flags that do not fit
 */
export async function readScenarios(
  files: readonly string[],
  cwd: string,
  overrides: Overrides = {},
): Promise<ScenarioFile[]> {
  const read = await parseFiles(files, cwd, async (text, file) => {
    const named: Record<string, string> = Object.create(null);
    const readText = async (path: string) => {
      named[path] = await readTextFile(path, cwd);
      return named[path];
    };
    try {
      const scenario = await loadScenario(text, file, { readText });
      return { file, scenario, source: { file, text, named, overrides } };
    } catch (error) {
      throw looksLikeTable(text, file) ? aTable(file) : error;
    }
  });
  return read.map(each => ({ ...each, scenario: override(each.scenario, overrides) }));
}

/** The scenario that a source has been found to be. */
export async function loadSource({
  file,
  text,
  named,
  overrides,
}: ScenarioSource): Promise<Scenario> {
  const readText = async (path: string) => named[path] ?? "";
  return override(await loadScenario(text, file, { readText }), overrides);
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
