import { basename, extname } from "node:path";
import { invalidFile, parseYaml } from "../config/yaml-file.ts";
import type { Problem } from "../errors.ts";
import { readChecks } from "./checks/check.ts";
import { digestOf } from "./digest.ts";
import { readEntity } from "./entities.ts";
import { readOperation } from "./operations.ts";
import { readLoad } from "./pace.ts";
import { Part } from "./part.ts";
import type { Entity, Operation, Scenario } from "./scenario.ts";
import { scenarioShape } from "./shape.ts";
import { loadTables } from "./tables.ts";
import { readThresholds } from "./thresholds.ts";

const defaultSeed = 1;

export interface LoadOptions {
  /** Reads a file that the scenario names, by its path relative to the working directory. */
  readonly readText: (path: string) => Promise<string>;
}

/**
 * Reads a scenario from the text of its file and compiles it. Left out, the seed is 1, an operation's
 * weight 1, `pick` uniform, and the load lasts 10 s with 64 in flight and no warm-up.
 * @throws DynError "invalid" with every mistake in the scenario and its tables' files.
 */
export async function loadScenario(
  text: string,
  file: string,
  { readText }: LoadOptions,
): Promise<Scenario> {
  const root = new Part(parseYaml(text, file));
  const shape = root.read(scenarioShape);
  const seed = shape?.seed ?? defaultSeed;
  const paths = textsOf(root.part("tables").data);
  const { tables, texts, problems } = await loadTables(root.part("tables"), paths, file, readText);
  const entities = new Map<string, Entity | undefined>();
  for (const name of root.part("entities").names) {
    entities.set(name, readEntity(root.part("entities", name), name, tables, seed));
  }
  const operations = readOperations(root.part("operations"), seed, { tables, entities });
  const checks = readChecks(root.part("checks"), {
    tables,
    entities,
    operations,
    complete: operations.length === root.part("operations").names.length,
  });
  const load = readLoad(root.part("load"));
  const thresholds = readThresholds(root.part("thresholds"), root.part("operations").names);
  throwIfAny(file, root.problems, problems);
  if (shape === undefined || load === undefined) throw new TypeError("a mistake was not reported");
  return {
    name: shape.name ?? basename(file, extname(file)),
    description: shape.description ?? "",
    seed,
    tables: tables.schemas,
    entities: [...entities.values()].filter(entity => entity !== undefined),
    operations,
    load,
    thresholds,
    checks,
    digest: digestOf([text, ...texts]),
  };
}

function readOperations(
  part: Part,
  seed: number,
  context: Parameters<typeof readOperation>[3],
): readonly Operation[] {
  const { data, names } = part;
  if (data !== undefined && names.length === 0) {
    part.problem("no operations", {
      key: true,
      hint: "write one, such as read: { get: { entity: session } }",
    });
  }
  return names.flatMap(name => readOperation(part.part(name), name, seed, context) ?? []);
}

/** The texts of a list by their positions; what is no text has been noted with the file's shape. */
function textsOf(data: unknown): ReadonlyMap<number, string> {
  const texts = new Map<number, string>();
  if (!Array.isArray(data)) return texts;
  for (const [position, each] of data.entries()) {
    if (typeof each === "string" && each !== "") texts.set(position, each);
  }
  return texts;
}

function throwIfAny(file: string, own: readonly Problem[], others: readonly Problem[]): void {
  const problems = [...own, ...others];
  if (problems.length === 0) return;
  const files = problems.map(({ place }) => place?.file ?? file);
  throw invalidFile([...new Set(files)].join(" and "), problems);
}
