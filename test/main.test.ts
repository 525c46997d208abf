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

  it.each([["table"], ["item"], ["stress"], ["local"]])(
    "helps with %s and its verbs",
    async noun => {
      const context = fakeContext();
      expect(await main([noun, "--help"], context)).toBe(0);
      expect(context.written.out).toContain(`Usage: dyn ${noun}`);
      expect(context.written.err).toBe("");
    },
  );

  it("takes `help` before a command as --help after it", async () => {
    const [before, after] = [fakeContext(), fakeContext()];
    expect(await main(["help", "table", "list"], before)).toBe(0);
    expect(await main(["table", "list", "--help"], after)).toBe(0);
    expect(before.written.out).toBe(after.written.out);
    expect(before.written.out).toContain("Usage: dyn table list");
  });

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
      const names = [...section.matchAll(/^ {2}([a-z]+)/gm)].map(([, name = ""]) => name);
      if (names.length === 0) {
        expect(context.written.out, path.join(" ")).toMatch(/\nExamples:\n {2}\$ dyn /);
        return [path];
      }
      return (await Promise.all(names.map(name => verbs([...path, name])))).flat();
    };
    expect((await verbs([])).length).toBeGreaterThan(15);
  });
});
