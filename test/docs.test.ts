import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { parseDynYaml } from "../src/config/dyn-yaml.ts";
import { parseItemFile } from "../src/data/item-file.ts";
import { loadScenario } from "../src/scenario/load.ts";
import { parseTableSchemas } from "../src/schema/parse.ts";

const root = join(import.meta.dirname, "..");
const docs = readdirSync(join(root, "docs")).filter(name => name.endsWith(".md"));
const pages = ["README.md", "CONTRIBUTING.md", ...docs.map(name => `docs/${name}`)].map(file => ({
  file,
  text: readFileSync(join(root, file), "utf8"),
}));

/** A block of a page as its own file, called after the page and the block's line. */
const blocks = pages.flatMap(({ file, text }) =>
  [...text.matchAll(/^```yaml\n(.*?)^```$/gms)].map(({ 1: yaml = "", index }) => ({
    name: `${file}:${text.slice(0, index).split("\n").length + 1}`,
    yaml,
    before: text.slice(0, index).trimEnd().split("\n\n").at(-1) ?? "",
  })),
);

/** Reads a block as what it is. */
async function read(name: string, yaml: string): Promise<unknown> {
  const data = parse(yaml, { logLevel: "error" });
  if ("targets" in data || "gateway" in data) return parseDynYaml(yaml, name, ".");
  if ("table" in data || "Resources" in data) return parseTableSchemas(yaml, name);
  if ("operations" in data)
    return loadScenario(yaml, name, { readText: async path => table(path, name) });
  // One operation of the scenario that its page shows.
  if (Object.values(data).every(value => isOperation(value))) return operation(name, yaml);
  return parseItemFile(yaml, name);
}

function isOperation(value: unknown): boolean {
  return value !== null && typeof value === "object" && operationKinds.some(kind => kind in value);
}

const operationKinds = ["get", "query", "transactGet", "transactWrite", "statement", "flow"];

/** With the entities that it names, 100 items each. */
function operation(name: string, yaml: string): Promise<unknown> {
  const indented = yaml.replace(/^/gm, "  ");
  const named = new Set([...yaml.matchAll(/entity: (\w+)/g)].map(([, entity]) => entity));
  const entities = [...named].map(
    entity => `  ${entity}: { table: T, count: 100, item: { Id: a } }`,
  );
  const before = entities.length > 0 ? `entities:\n${entities.join("\n")}\n` : "";
  return loadScenario(`${before}operations:\n${indented}`, name, {
    readText: async path => table(path, name),
  });
}

/** A table's file that the scenario of a block names: a block that is called so, or else of the same page. */
function table(path: string, scenario: string): string {
  const pageOf = (name: string) => name.replace(/:\d+$/, "");
  const tables = blocks.filter(({ yaml }) => /^table:/m.test(yaml));
  const found =
    tables.find(({ before }) => before.includes(basename(path))) ??
    tables.find(({ name }) => pageOf(name) === pageOf(scenario));
  if (found === undefined) throw new Error(`no block is ${path}`);
  return found.yaml;
}

describe("every YAML block of the manual", () => {
  it("is found", () => expect(blocks.length).toBeGreaterThan(8));

  it.each(blocks)("$name is what dyn takes", async ({ name, yaml, before }) => {
    const read_ = read(name, yaml);
    // A page may show mistakes, if it says so.
    if (before.includes("wrong.yaml")) await expect(read_).rejects.toThrow();
    else await expect(read_).resolves.toBeDefined();
  });
});

describe("every relative link of the manual", () => {
  const links = pages.flatMap(({ file, text }) =>
    [...text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link = ""]) => ({ file, link })),
  );

  it.each(links)("$file: $link leads somewhere", ({ file, link }) => {
    const [path = "", anchor] = link.split("#");
    const target = path === "" ? join(root, file) : join(root, dirname(file), path);
    expect(existsSync(target)).toBe(true);
    if (anchor !== undefined) expect(anchors(readFileSync(target, "utf8"))).toContain(anchor);
  });
});

/** The anchors of a page's headings, as GitHub makes them. */
function anchors(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
}
