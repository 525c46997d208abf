import { Problems } from "../config/validate.ts";
import { parseYaml } from "../config/yaml-file.ts";
import { maxSeed } from "../template/scope.ts";
import { compileItem, type ItemTemplate } from "../template/template.ts";

/** What `dyn seed --template` reads: the template of an item, and the seed that goes with it. */
export interface ItemFile {
  readonly item: ItemTemplate;
  readonly seed: number | undefined;
}

const form = `a template is a map of attributes, such as "UserId: user-\${i}"`;

/**
 * Parses a template file: a map of attributes, or one with `item:` and, if wanted, `seed:`.
 * @throws DynError "invalid" with every mistake of the file, each with its line and column.
 */
export function parseItemFile(text: string, file: string): ItemFile {
  const yaml = parseYaml(text, file);
  const problems = new Problems(yaml);
  const { tree, path, seed } = parts(yaml.data);
  if (!isMap(tree) || Object.keys(tree).length === 0) {
    problems.add(path, "no attributes here", { hint: form });
  }
  if (seed !== undefined && !isSeed(seed)) {
    problems.add(["seed"], `a seed is a whole number from 0 to ${maxSeed}`);
  }
  const item = compileItem(isMap(tree) ? tree : {}, {
    // The same whatever the file is called and wherever the items go.
    stream: "item",
    onProblem: ({ path: inner, message, key, offset, hint }) =>
      problems.add([...path, ...inner], message, {
        key,
        offset,
        ...(hint !== undefined && { hint }),
      }),
  });
  problems.throwIfAny();
  return { item, seed: isSeed(seed) ? seed : undefined };
}

type Tree = Readonly<Record<string, unknown>>;

interface Parts {
  readonly tree: unknown;
  /** Where the tree is in the file. */
  readonly path: readonly string[];
  readonly seed?: unknown;
}

/** An attribute may be called `item`: only beside `seed`, or alone and a map, it is the wrapping. */
function parts(data: unknown): Parts {
  if (!isMap(data)) return { tree: data, path: [] };
  const names = Object.keys(data);
  const wraps = isMap(data.item) && names.every(name => name === "item" || name === "seed");
  return wraps ? { tree: data.item, path: ["item"], seed: data.seed } : { tree: data, path: [] };
}

function isMap(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSeed(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= maxSeed;
}
