import { Command, InvalidArgumentError, Option } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import { withDynamo } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import { durationForm, parseDuration } from "../../config/duration.ts";
import { escapeControl } from "../../output/escape.ts";
import { type WaitGoal, waitGoals } from "../../schema/goal.ts";

interface Options {
  readonly for: WaitGoal;
  readonly timeout: number;
}

export function waitCommand(run: Run): Command {
  return new Command("wait")
    .summary("wait until a table is usable, indexed, there, or gone")
    .argument("<name>", "the table")
    .addOption(
      new Option("--for <state>", "active: the table and its indexes; indexes: those alone")
        .choices(waitGoals)
        .default("active"),
    )
    .addOption(
      new Option("--timeout <duration>", "how long at most")
        .argParser(timeoutMs)
        .default(600_000, "10m"),
    )
    .addHelpText(
      "after",
      examples([
        "dyn table wait UserSessions",
        "dyn table wait UserSessions --for indexes --timeout 2h",
        "dyn table wait Events --for deleted",
      ]),
    )
    .action(run(wait));
}

async function wait(session: Session, options: Options, name: string): Promise<void> {
  await withDynamo(session, async ({ client, endpoint, connection }) => {
    const { waitFor } = await import("../../schema/tables.ts");
    const target = connection.name;
    const progress = session.progress(`waiting for ${name} on ${target}`);
    try {
      await waitFor(client, name, options.for, {
        target,
        signal: session.signal,
        at: endpoint.url,
        waitMs: options.timeout,
        onWait: status =>
          progress.update(escapeControl(`waiting for ${name} on ${target}: ${status}`)),
      });
    } finally {
      progress.stop();
    }
    const words = {
      active: "is active",
      indexes: "has all its indexes active",
      exists: "is there",
      deleted: "is gone",
    };
    await session.print({
      data: { table: name, state: options.for },
      table: () => `${name} on ${target} ${words[options.for]}`,
    });
  });
}

export function timeoutMs(text: string): number {
  const parsed = parseDuration(text);
  if (parsed === undefined) throw new InvalidArgumentError(`expected ${durationForm}`);
  return parsed;
}
