import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { addGlobalFlags, readGlobalFlags } from "../../src/cli/flags.ts";
import { dynAnywhere } from "../support/in-process.ts";

/** The flags that a verb `run` sees of these words. */
const flags = async (...words: string[]) => {
  const verb = addGlobalFlags(new Command("run")).action(() => {});
  const program = addGlobalFlags(new Command("dyn")).addCommand(verb);
  await program.parseAsync(words, { from: "user" });
  return readGlobalFlags(verb);
};

describe("--target", () => {
  it("counts before the verb and after it, in the order of the words", async () => {
    const { target, targets } = await flags("-t", "a", "--target", "b", "run", "-t", "c");
    expect(target).toBe("a");
    expect(targets).toEqual(["a", "b", "c"]);
    expect(await flags("run")).toMatchObject({ targets: [] });
    expect(await flags("run")).not.toHaveProperty("target");
  });

  it.each([
    ["table", "list", "-t", "memory", "-t", "local"],
    ["-t", "memory", "table", "list", "-t", "local"],
  ])("is one alone where a command does not say otherwise: %s %s %s %s %s", async (...words) => {
    const { code, err } = await dynAnywhere(words);
    expect(code).toBe(2);
    expect(err).toContain("this command takes one target, not 2: memory, local");
    expect(err).toContain("dyn stress run takes several");
  });

  it("does not repeat a password", async () => {
    const url = "postgres://me:s3cret@h/d";
    const { err } = await dynAnywhere(["table", "list", "-t", "local", "-t", url]);
    expect(err).not.toContain("s3cret");
  });
});

it("the flag nearest to the verb wins otherwise", async () => {
  expect(await flags("-o", "json", "run", "-o", "yaml")).toMatchObject({ output: "yaml" });
});
