import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { confirm } from "../../src/cli/confirm.ts";
import { addGlobalFlags } from "../../src/cli/flags.ts";
import { openSession } from "../../src/cli/session.ts";
import { type FakeOptions, fakeContext } from "../support/context.ts";

function session(words: string[], options: FakeOptions) {
  const context = fakeContext(options);
  const command = addGlobalFlags(new Command("verb"));
  command.parse(words, { from: "user" });
  return { context, session: openSession(context, command) };
}
const terminal = { stdinTTY: true, stderrTTY: true };
const deletion = { what: "delete table Users" };

describe("a question before something is lost", () => {
  it("goes on after yes, and not after anything else", async () => {
    for (const [answer, agreed] of [
      ["y", true],
      ["yes", true],
      ["", false],
      ["no", false],
    ] as const) {
      const { context, session: each } = session([], terminal);
      const asked = confirm(each, deletion);
      context.type(`${answer}\n`);
      if (agreed) await asked;
      else
        await expect(asked).rejects.toMatchObject({
          kind: "failed",
          message: "nothing was changed",
        });
      expect(context.written.err).toBe("delete table Users? [y/N] ");
    }
  });

  it("is not asked off a terminal: --yes must be there", async () => {
    await expect(confirm(session([], {}).session, deletion)).rejects.toMatchObject({
      kind: "usage",
      hint: "add --yes if you mean it",
    });
    await confirm(session(["--yes"], {}).session, deletion);
  });

  it("asks for a protected table's name even with --yes on a terminal", async () => {
    const { context, session: each } = session(["--yes"], terminal);
    const asked = confirm(each, { ...deletion, typed: "Users" });
    context.type("Usrs\n");
    await expect(asked).rejects.toMatchObject({ message: "nothing was changed" });
  });

  it("counts a closed input as no, and ends as interrupted after Ctrl-C", async () => {
    const first = session([], terminal);
    const interrupted = confirm(first.session, deletion);
    first.context.interrupt();
    await expect(interrupted).rejects.toMatchObject({ kind: "interrupted" });
    expect(first.context.written.err).toBe("delete table Users? [y/N] \n");
    const second = session([], terminal);
    const closed = confirm(second.session, deletion);
    second.context.stdin.push(null);
    await expect(closed).rejects.toMatchObject({ kind: "failed" });
  });
});
