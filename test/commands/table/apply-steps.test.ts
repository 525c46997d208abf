import { Command } from "commander";
import { expect, it } from "vitest";
import { addGlobalFlags } from "../../../src/cli/flags.ts";
import { openSession, type Session } from "../../../src/cli/session.ts";
import { watchSteps } from "../../../src/commands/table/apply-steps.ts";
import { fakeContext } from "../../support/context.ts";

/** A session with a clock to set, whose live line is kept. */
function watched() {
  const lines: string[] = [];
  const clock = { ms: 0 };
  const context = { ...fakeContext(), monotonic: () => clock.ms };
  const command = addGlobalFlags(new Command("verb"));
  command.parse([], { from: "user" });
  const session: Session = {
    ...openSession(context, command),
    progress: text => {
      lines.push(text);
      return { drawn: true, update: next => lines.push(next), stop: () => lines.push("") };
    },
  };
  return { steps: watchSteps(session, "Users", "staging"), lines, clock, written: context.written };
}

it("tells what is awaited and for how long, and a step once it is over", async () => {
  const { steps, lines, clock, written } = watched();
  steps.onStep("add index ByEmail", "started");
  steps.onStep("add index ByEmail", "done");
  clock.ms = 130_000;
  steps.onWait("index ByEmail BACKFILLING");
  expect(lines).toEqual([
    "Users on staging: add index ByEmail",
    "Users on staging: index ByEmail backfilling, 2 min 10 s",
  ]);
  expect(written.err).toBe("");
  clock.ms = 140_000;
  steps.onStep("expire items by At", "started");
  steps.onStep("expire items by At", "done");
  await steps.end(true);
  expect(written.err).toBe(
    "✔ Users on staging: add index ByEmail · 2 min 20 s\n✔ Users on staging: expire items by At\n",
  );
  expect(lines.at(-1)).toBe("");
});

it("does not tell a step as over whose effect was not waited for", async () => {
  const { steps, written } = watched();
  steps.onStep("add index ByEmail", "started");
  steps.onStep("add index ByEmail", "done");
  await steps.end(false);
  expect(written.err).toBe("");
});
