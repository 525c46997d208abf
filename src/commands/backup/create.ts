import { Command, Option } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import { printRequest } from "../../cli/request.ts";
import type { Session } from "../../cli/session.ts";
import { callingOf, withService } from "../native/service.ts";
import { timeoutMs } from "../table/wait.ts";

interface Options {
  readonly name?: string;
  readonly wait?: boolean;
  readonly timeout: number;
}

export function createCommand(run: Run): Command {
  return new Command("create")
    .summary("back a table up, as it is now")
    .argument("<table>", "the table")
    .option("--name <name>", "the backup's name; without it, the table's with the time")
    .option("--wait", "wait until it can be restored")
    .addOption(
      new Option("--timeout <duration>", "how long to wait at most")
        .argParser(timeoutMs)
        .default(3_600_000, "1h"),
    )
    .addHelpText(
      "after",
      examples([
        "dyn backup create UserSessions --dry-run",
        "dyn backup create UserSessions --name before-migration --dry-run",
      ]),
    )
    .action(run(create));
}

async function create(session: Session, options: Options, table: string): Promise<void> {
  await withService(session, "backups", async dynamo => {
    const { createBackup, defaultName } = await import("../../data/backup/create.ts");
    const { backupData } = await import("./backup-text.ts");
    const { waitForBackup } = await import("./wait-for-backup.ts");
    const nowMs = session.context.now();
    const name = options.name ?? defaultName(table, nowMs);
    if (session.flags.dryRun) {
      return printRequest(session, "CreateBackup", { TableName: table, BackupName: name });
    }
    const calling = { ...callingOf(session, dynamo), waitMs: options.timeout, nowMs };
    const target = dynamo.connection.name;
    const progress = session.progress(`backing up ${table} on ${target}`);
    let backup = await createBackup(dynamo.client, table, name, calling).finally(() =>
      progress.stop(),
    );
    if (options.wait) backup = await waitForBackup(session, dynamo, backup, options.timeout);
    else if (backup.status === "CREATING") {
      await session.notice(
        `it is being made; wait with: dyn backup describe ${name} --wait -t ${target}`,
      );
    }
    await session.print({
      data: backupData(backup),
      table: () => `backed up ${table} on ${target} as ${backup.name}\n${backup.arn}`,
    });
  });
}
