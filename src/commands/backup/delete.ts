import { Command } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import { confirm } from "../../cli/confirm.ts";
import { printRequest } from "../../cli/request.ts";
import type { Session } from "../../cli/session.ts";
import { formatAgo, formatBytes } from "../../output/units.ts";
import { callingOf, withService } from "../native/service.ts";
import { exampleArn } from "./describe.ts";

export function deleteCommand(run: Run): Command {
  return new Command("delete")
    .summary("delete a backup")
    .argument("<backup>", "its name, or its ARN")
    .addHelpText("after", examples([`dyn backup delete ${exampleArn} --dry-run`]))
    .action(run(deleteOne));
}

async function deleteOne(session: Session, _options: unknown, word: string): Promise<void> {
  await withService(session, "backups", async dynamo => {
    const { backupArn, findBackup } = await import("../../data/backup/find.ts");
    const { deleteBackup } = await import("../../data/backup/delete.ts");
    const { client, connection } = dynamo;
    const calling = callingOf(session, dynamo);
    if (session.flags.dryRun) {
      const BackupArn = await backupArn(client, word, calling);
      return printRequest(session, "DeleteBackup", { BackupArn });
    }
    const backup = await findBackup(client, word, calling);
    const { name, table, sizeBytes, createdAt } = backup;
    const about = [
      table,
      ...(sizeBytes === undefined ? [] : [formatBytes(sizeBytes)]),
      ...(createdAt ? [formatAgo(Math.max(0, session.context.now() - createdAt.getTime()))] : []),
    ].join(", ");
    const what = `delete backup ${name} (${about}) on ${connection.name}`;
    await confirm(session, { what, ...(connection.protect && { typed: name }) });
    await deleteBackup(client, backup, calling);
    await session.print({
      data: { backup: name, table, arn: backup.arn, deleted: true },
      table: () => `deleted backup ${name} of ${table} on ${connection.name}`,
    });
  });
}
