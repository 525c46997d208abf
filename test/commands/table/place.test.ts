import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { placeOf } from "../../../src/commands/table/place.ts";

const cwd = mkdtempSync(join(tmpdir(), "dyn-place-"));
for (const name of ["users.template", "Orders", "odd:name"]) writeFileSync(join(cwd, name), "");
mkdirSync(join(cwd, "Events"));
mkdirSync(join(cwd, "folder.yaml"));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const live = (table: string, target?: string) => ({ kind: "live", target, table });
const file = (name: string, table?: string) => ({ kind: "file", file: name, table });

describe("a place", () => {
  it.each([
    ["Users", live("Users")],
    ["staging:Users", live("Users", "staging")],
    ["aws:my.table-1_x", live("my.table-1_x", "aws")],
    ["local:Users.json", live("Users.json", "local")],
    // A folder is no file.
    ["Events", live("Events")],
    ["http://localhost:4566:Users", live("Users", "http://localhost:4566")],
    ["http://localhost:4566/:Users", live("Users", "http://localhost:4566")],
    ["https://db.example.com:Users", live("Users", "https://db.example.com")],
    ["http://[::1]:8000:Users", live("Users", "http://[::1]:8000")],
    ["http://[::1]:Users", live("Users", "http://[::1]")],
    ["http://localhost:4566:1234", live("1234", "http://localhost:4566")],
    // There or not, so that a mistyped one is called a file.
    ["users.yaml", file("users.yaml")],
    ["tables/Users.YML", file("tables/Users.YML")],
    ["model.json", file("model.json")],
    ["./Users", file("./Users")],
    ["users.yaml:Users", file("users.yaml", "Users")],
    ["model.json:Users.json", file("model.json", "Users.json")],
    ["C:\\tables\\users.yaml:Users", file("C:\\tables\\users.yaml", "Users")],
    // What is there is a file, whatever it is called.
    ["users.template", file("users.template")],
    ["users.template:Users", file("users.template", "Users")],
    ["Orders", file("Orders")],
    ["odd:name", file("odd:name")],
  ])("%s", async (word, place) => {
    expect(await placeOf(word, cwd)).toEqual(place);
  });

  it.each([
    ["", '"" is no table\'s name'],
    ["ab", '"ab" is no table\'s name'],
    ["two words", '"two words" is no table\'s name'],
    [":Users", '":Users" names no target'],
    ["local:", '"local:" names no table'],
    ["arn:aws:dynamodb:eu-west-1:1:table/Users", "names no table"],
    ["http://localhost", "a URL alone names no table"],
    ["http://localhost:4566", "a URL alone names no table"],
    ["http://localhost:4566/", "a URL alone names no table"],
    ["http://localhost:4566:", "a URL alone names no table"],
    ["http://[::1]", "a URL alone names no table"],
    ["http://[::1]:8000", "a URL alone names no table"],
  ])("%s is none", async (word, message) => {
    await expect(placeOf(word, cwd)).rejects.toMatchObject({
      kind: "usage",
      message: expect.stringContaining(message),
      hint: expect.stringContaining(":"),
    });
  });

  it("is read back from what it is made of", async () => {
    const table = fc.stringMatching(/^[a-zA-Z0-9_.-]{3,40}$/);
    const target = fc.oneof(
      fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/),
      fc
        .tuple(fc.domain(), fc.integer({ min: 1, max: 65_535 }))
        .map(([domain, port]) => `http://${domain}:${port}`),
    );
    await fc.assert(
      fc.asyncProperty(target, table, async (at, name) => {
        expect(await placeOf(`${at}:${name}`, cwd)).toEqual(live(name, at));
      }),
    );
  });
});
