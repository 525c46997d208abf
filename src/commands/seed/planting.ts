import type { Session } from "../../cli/session.ts";
import { suggestion } from "../../config/suggest.ts";
import { readTextFile } from "../../config/text-file.ts";
import { DynError } from "../../errors.ts";
import type { Entity, Scenario } from "../../scenario/scenario.ts";
import type { Item } from "../../values/attribute.ts";
import type { Listed } from "./from-file.ts";

/** Where the user says that items come from. */
export interface Source {
  readonly count?: number;
  readonly template?: string;
  readonly scenario?: string;
  /** A model of NoSQL Workbench, or a file of items. */
  readonly from?: string;
  readonly entity?: string;
  readonly seed?: number;
}

/** What is to be written. */
export interface Planting {
  readonly entity: Entity;
  readonly seed: number;
}

const defaultSeed = 1;

/** Reads the template, the scenario or the model that the options name. */
export async function planting(
  source: Source,
  table: string,
  { context, signal }: Session,
): Promise<Planting> {
  const { cwd, stdin } = context;
  const { template, scenario, from } = source;
  if ([template, scenario, from].filter(file => file !== undefined).length !== 1) {
    throw new DynError(
      "usage",
      "seed takes its items from one of --template FILE, --scenario FILE and --from FILE",
      { hint: `such as: dyn seed ${table} --count 1000 --template item.yaml` },
    );
  }
  if (template !== undefined) return fromTemplate(source, template, table, cwd);
  if (from !== undefined) return fromItems(source, from, { table, cwd, stdin, signal });
  return fromScenario(source, scenario ?? "", table, cwd);
}

async function fromItems(
  { count, seed, entity }: Source,
  file: string,
  at: Omit<Listed, "count">,
): Promise<Planting> {
  const { table } = at;
  if (entity !== undefined || seed !== undefined) {
    const option = entity === undefined ? "--seed" : "--entity";
    throw new DynError("usage", `${option} means nothing with --from, whose items are there`, {
      hint: "leave it out",
    });
  }
  const { listedItems } = await import("../../data/listed-items.ts");
  const items = await itemsIn(file, { ...at, count });
  if (count !== undefined && count > items.length) {
    throw new DynError("usage", `${file} has only ${items.length} items for ${table}`, {
      hint: "leave out --count for all of them",
    });
  }
  const item = listedItems(items);
  return {
    entity: { name: file, table, count: count ?? items.length, item },
    seed: defaultSeed,
  };
}

/** A model is a JSON document; items stand a line each, or in a directory of exported ones. */
async function itemsIn(file: string, listed: Listed): Promise<readonly Item[]> {
  const { isModel, sampleItems } = await import("../../schema/sources/sample-data.ts");
  const text = /\.json$/i.test(file) ? await readTextFile(file, listed.cwd).catch(() => "") : "";
  if (isModel(text)) return sampleItems(text, file, listed.table);
  const { itemsOfFile } = await import("./from-file.ts");
  return itemsOfFile(file, listed);
}

async function fromTemplate(
  { count, seed, entity }: Source,
  file: string,
  table: string,
  cwd: string,
): Promise<Planting> {
  if (entity !== undefined) {
    throw new DynError("usage", "--entity names an entity of a --scenario", {
      hint: "leave it out with --template",
    });
  }
  if (count === undefined) throw howMany();
  const { parseItemFile } = await import("../../data/item-file.ts");
  const { item, seed: own } = parseItemFile(await readTextFile(file, cwd), file);
  return { entity: { name: file, table, count, item }, seed: seed ?? own ?? defaultSeed };
}

async function fromScenario(
  { count, seed, entity: name }: Source,
  file: string,
  table: string,
  cwd: string,
): Promise<Planting> {
  const { loadScenario } = await import("../../scenario/load.ts");
  const readText = (path: string) => readTextFile(path, cwd);
  const scenario = await loadScenario(await readText(file), file, { readText });
  const entity = choose(scenario, table, name);
  const most = count ?? entity.count;
  if (most === 0) throw howMany();
  return { entity: { ...entity, table, count: most }, seed: seed ?? scenario.seed };
}

/** The entity of that name, else the only one of the table. */
function choose(
  { name: scenario, entities }: Scenario,
  table: string,
  name: string | undefined,
): Entity {
  const names = entities.map(entity => entity.name);
  if (name !== undefined) {
    const named = entities.find(entity => entity.name === name);
    if (named !== undefined) return named;
    const meant = suggestion(name, names);
    throw new DynError("usage", `${scenario} has no entity "${name}"${meant}`, {
      hint: `its entities: ${names.join(", ")}`,
    });
  }
  const [only, ...others] = entities.filter(entity => entity.table === table);
  if (only !== undefined && others.length === 0) return only;
  const found = only === undefined ? "no entity" : "several entities";
  throw new DynError("usage", `${scenario} has ${found} for ${table}`, {
    hint: `name one with --entity: ${names.join(", ")}`,
  });
}

function howMany(): DynError {
  return new DynError("usage", "how many items?", {
    hint: "say it with --count, such as --count 1000",
  });
}
