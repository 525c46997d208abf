import { Command } from "commander";
import { examples, type Run } from "../cli/action.ts";
import { confirm } from "../cli/confirm.ts";
import { withTarget } from "../cli/open.ts";
import type { Session } from "../cli/session.ts";
import { wholeNumber } from "../cli/whole-number.ts";
import { formatCount } from "../output/units.ts";
import type { Target } from "../targets/target.ts";
import { maxSeed } from "../template/scope.ts";
import { noticeMemory } from "./memory-notice.ts";
import type { Source } from "./seed/planting.ts";

interface Options extends Source {
  readonly concurrency: number;
  readonly deadLetter?: string;
}

export function seedCommand(run: Run): Command {
  return seedOptions()
    .addHelpText(
      "after",
      examples([
        "dyn seed UserSessions --scenario scenarios/user-sessions.yaml",
        "dyn seed UserSessions --template scenarios/items/session.yaml --count 1000 --dry-run",
        "dyn seed UserSessions --template scenarios/items/session.yaml --count 1000",
      ]),
    )
    .action(run(seedTable));
}

/** The command without its examples, for whoever else offers it. */
export function seedOptions(): Command {
  return new Command("seed")
    .description(
      "Fill a table with made-up items. They follow from their number alone: the same template,\n" +
        "seed and count give the same items, so doing it again finishes what was cut short.",
    )
    .argument("<table>")
    .option("--count <n>", "how many items", wholeNumber(1))
    .option("--template <file>", "YAML of an item, with templates in it")
    .option("--scenario <file>", "take item, count and seed from an entity of a scenario")
    .option(
      "--from <file>",
      "a file of items, as dyn import reads them, or a model of NoSQL Workbench",
    )
    .option("--entity <name>", "which entity, if the scenario has several for the table")
    .option("--seed <n>", "another seed gives other items", wholeNumber(0, maxSeed))
    .option("--concurrency <n>", "batches in flight", wholeNumber(1, 1024), 16)
    .option("--dead-letter <file>", "where items go that the table does not take");
}

export async function seedTable(session: Session, options: Options, table: string): Promise<void> {
  const { planting } = await import("./seed/planting.ts");
  const plan = await planting(options, table, session);
  if (session.flags.dryRun) {
    const { printFirstItems } = await import("./seed/dry-run.ts");
    return printFirstItems(session, plan);
  }
  const { write } = await import("./seed/write.ts");
  await withTarget(
    session,
    async ({ target, connection }) => {
      await noticeMemory(session, connection);
      if (connection.protect) await confirmWrite(session, target, table, plan.entity.count);
      const { concurrency, deadLetter } = options;
      await write(session, target, plan, { concurrency, deadLetter });
    },
    { maxConnections: options.concurrency },
  );
}

async function confirmWrite(session: Session, target: Target, table: string, count: number) {
  const what = `write ${formatCount(count)} items into ${table} on ${target.name}`;
  await confirm(session, { what, typed: table });
}
