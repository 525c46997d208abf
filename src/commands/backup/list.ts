import { Command, Option } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import { printRequest } from "../../cli/request.ts";
import type { Session } from "../../cli/session.ts";
import { wholeNumber } from "../../cli/whole-number.ts";
import type { Backup } from "../../data/backup/backup.ts";
import { type BackupType, backupTypes } from "../../data/backup/list.ts";
import { momentOption } from "../native/moment-option.ts";
import { callingOf, withService } from "../native/service.ts";

interface Options {
  readonly type: BackupType;
  readonly from?: string;
  readonly to?: string;
  readonly limit?: number;
}

export function listCommand(run: Run): Command {
  return new Command("list")
    .summary("list backups, of one table or of all")
    .argument("[table]", "the table; all without it")
    .addOption(
      new Option("--type <type>", "user: on demand; system: of deleted tables; aws-backup")
        .choices(backupTypes)
        .default("all"),
    )
    .option("--from <time>", "made then or later: a time, or '2h ago'")
    .option("--to <time>", "made before then")
    .option("--limit <n>", "so many at most", wholeNumber(1))
    .addHelpText(
      "after",
      examples([
        "dyn backup list --dry-run",
        "dyn backup list UserSessions --from '30d ago' --dry-run",
      ]),
    )
    .action(run(list));
}

async function list(session: Session, options: Options, table: string | undefined) {
  await withService(session, "backups", async dynamo => {
    const { listBackups, listInput } = await import("../../data/backup/list.ts");
    const { backupData, backupsText } = await import("./backup-text.ts");
    const nowMs = session.context.now();
    const filter = {
      table,
      type: options.type,
      fromMs: momentOption("--from", options.from, nowMs),
      toMs: momentOption("--to", options.to, nowMs),
    };
    if (session.flags.dryRun) return printRequest(session, "ListBackups", listInput(filter));
    const backups: Backup[] = [];
    for await (const backup of listBackups(dynamo.client, filter, callingOf(session, dynamo))) {
      if (backups.push(backup) === options.limit) break;
    }
    if (backups.length === 0) {
      const of = table === undefined ? "" : ` of ${table}`;
      await session.notice(
        `no backups${of} on ${dynamo.connection.name}; make one with dyn backup create`,
      );
    }
    const rows = backups.map(backupData);
    await session.print({
      data: rows,
      table: () => (backups.length === 0 ? "" : backupsText(backups, nowMs)),
      rows,
    });
  });
}
