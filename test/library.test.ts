import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const manual = await readFile(join(root, "docs/library.md"), "utf8");
const examples = [...manual.matchAll(/## (.+)\n[\s\S]*?```js\n([\s\S]*?)```/g)];

// Inside the package, so that `import … from "dyn"` means the built package itself.
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(root, "dist", "example-"));
});
afterAll(() => rm(folder, { recursive: true }));

const expected: Record<string, readonly string[]> = {
  "Values and expressions": [
    '{"Id":"a","Balance":12345678901234567890.123456789}',
    "#n0 = :v0 AND size(#n1) > :v1",
    '{"$ns":[1,2]}',
    "#n0 = :v0\n",
    "#n0, #n1.#n2",
    "SET #n0 = #n0 + :v0",
  ],
  "A table, some items, a query": ["1 [", "Name: { S: 'Ada' }", "left: []"],
  "Tables as code": [
    "create\ncreate table Users, expire items by Until\nnone\n",
    "table: Users\npartitionKey: Id S\nbilling: on-demand\nttl: Until\n",
  ],
  "A service that runs elsewhere": [
    "connection cannot reach http://127.0.0.1:9 (connection refused)",
  ],
  "A scenario": ["latency in ms"],
  "A load in parts, a report": [
    "operations by 2 workers",
    "## ✅ read-stress: ok",
    "| **total** |",
  ],
};

describe("the manual of the library", () => {
  it("has an example for each part", () => {
    expect(examples.map(([, title]) => title)).toEqual(Object.keys(expected));
  });

  it("shows everything that the library exports at work", async () => {
    const library = await import("../src/index.ts");
    const unseen = Object.keys(library).filter(name => !new RegExp(`\\b${name}\\b`).test(manual));
    expect(unseen).toEqual([]);
  });

  it.each(examples.map(([, title = "", code = ""]) => ({ title, code })))(
    "shows code that runs: $title",
    async ({ title, code }) => {
      const file = join(folder, `${title.replaceAll(/\W+/g, "-")}.mjs`);
      await writeFile(file, code);
      const { stdout } = await promisify(execFile)(process.execPath, [file], { cwd: root });
      for (const text of expected[title] ?? ["?"]) expect(stdout).toContain(text);
    },
  );
});
