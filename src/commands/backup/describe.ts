import { Command, Option } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import { printRequest } from "../../cli/request.ts";
import type { Session } from "../../cli/session.ts";
import { callingOf, withService } from "../native/service.ts";
import { timeoutMs } from "../table/wait.ts";

interface Options {
  readonly wait?: boolean;
  readonly timeout: number;
}

/** An ARN for examples. */
export const exampleArn =
  "arn:aws:dynamodb:eu-west-1:111122223333:table/UserSessions/backup/01767225600000-0000";

export function describeCommand(run: Run): Command {
  return new Command("describe")
    .summary("show a backup, and the table as it was")
    .argument("<backup>", "its name, or its ARN")
    .option("--wait", "wait until it can be restored")
    .addOption(
      new Option("--timeout <duration>", "how long to wait at most")
        .argParser(timeoutMs)
        .default(3_600_000, "1h"),
    )
    .addHelpText("after", examples([`dyn backup describe ${exampleArn} --dry-run`]))
    .action(run(describe));
}

async function describe(session: Session, options: Options, word: string): Promise<void> {
  await withService(session, "backups", async dynamo => {
    const { backupArn, findBackup } = await import("../../data/backup/find.ts");
    const { backupText } = await import("./backup-text.ts");
    const calling = callingOf(session, dynamo);
    if (session.flags.dryRun) {
      const BackupArn = await backupArn(dynamo.client, word, calling);
      return printRequest(session, "DescribeBackup", { BackupArn });
    }
    let backup = await findBackup(dynamo.client, word, calling);
    if (options.wait) {
      const { waitForBackup } = await import("./wait-for-backup.ts");
      backup = await waitForBackup(session, dynamo, backup, options.timeout);
    }
    await session.print({
      data: backup.raw,
      table: () => backupText(backup, calling.target, session.context.now()),
    });
  });
}
