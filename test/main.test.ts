import { describe, expect, it } from "vitest";
import { DynError } from "../src/errors.ts";
import { main } from "../src/main.ts";
import { fakeContext } from "./support/context.ts";

describe("main", () => {
  it.each([[["--help"]], [["--version"]], [[]], [["table"]]])(
    "says so in a line when %j cannot be written",
    async words => {
      const full = new DynError("failed", "cannot write the output: the disk is full");
      const context = fakeContext();
      context.stdout.write = () => Promise.reject(full);
      expect(await main(words, context)).toBe(1);
      expect(context.written.err).toBe("error: cannot write the output: the disk is full\n");
    },
  );

  it("shows what can be typed in the help of every command", async () => {
    const help = async (words: readonly string[]) => {
      const context = fakeContext();
      expect(await main([...words, "--help"], context)).toBe(0);
      expect(context.written.err).toBe("");
      return context.written.out;
    };
    const commands: string[][] = [[]];
    for (const words of commands) {
      const text = await help(words);
      expect(text).toContain(["Usage: dyn", ...words].join(" "));
      expect(text).toMatch(/\nExamples:\n {2}\$ \w/);
      const [, listed = ""] = /\nCommands:\n(.*?)\n\n/s.exec(text) ?? [];
      for (const [, verb = ""] of listed.matchAll(/^ {2}([a-z-]+)/gm))
        commands.push([...words, verb]);
    }
    expect(commands.length).toBeGreaterThan(20);
  });

  it.each([
    [true, {}, true],
    [true, { NO_COLOR: "1" }, false],
    [true, { TERM: "dumb" }, false],
    [false, {}, false],
    [false, { FORCE_COLOR: "1" }, true],
    [true, { FORCE_COLOR: "0" }, true],
  ])(
    "colours an error on a terminal (%s) with %j as it does everything: %s",
    async (stderrTTY, env, coloured) => {
      for (const words of [
        ["query", "T"],
        ["query", "T", "--no-color"],
      ]) {
        const context = fakeContext({ stderrTTY, env });
        expect(await main(words, context)).toBe(2);
        expect(context.written.err.includes("\u001b[31m")).toBe(coloured && words.length === 2);
      }
    },
  );

  it("gives the help of a noun without a verb, as a wrong usage", async () => {
    const context = fakeContext();
    expect(await main(["table"], context)).toBe(2);
    expect(context.written.out).toBe("");
    expect(context.written.err).toContain("Usage: dyn table");
  });

  it("shows examples for every verb", async () => {
    const verbs = async (path: string[]): Promise<string[][]> => {
      const context = fakeContext();
      await main([...path, "--help"], context);
      const section = /Commands:\n((?: {2}.*\n)+)/.exec(context.written.out)?.[1] ?? "";
      const names = [...section.matchAll(/^ {2}([a-z-]+)/gm)].map(([, name = ""]) => name);
      if (names.length === 0) {
        expect(context.written.out, path.join(" ")).toMatch(/\nExamples:\n {2}\$ dyn /);
        return [path];
      }
      return (await Promise.all(names.map(name => verbs([...path, name])))).flat();
    };
    expect((await verbs([])).length).toBeGreaterThan(15);
  });
});
