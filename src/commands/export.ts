import { Command, Option } from "commander";
import { examples, type Run } from "../cli/action.ts";
import { byteSizeOption } from "../cli/byte-size-option.ts";
import type { Session } from "../cli/session.ts";
import { wholeNumber } from "../cli/whole-number.ts";
import { fileFormats } from "../data/formats/format.ts";
import type { ExportOptions } from "./export/options.ts";
import {
  isNative,
  type NativeExportOptions,
  nativeExportOptions,
  refuseOthers,
} from "./native/options.ts";

export function exportCommand(run: Run): Command {
  const command = new Command("export")
    .argument("<table>")
    .argument(
      "[file]",
      "where to; .gz and .zst compress, a directory gets AWS's own layout, none is stdout",
    )
    .addOption(
      new Option("--format <format>", "format of the items; else by the file's name").choices(
        fileFormats,
      ),
    )
    .option("--index <name>", "read this index")
    .option("--filter <expression>", "only items that match; the others are read all the same")
    .option("--select <attributes>", "only these attributes: Name, Address.City, Tags[0]")
    .option("--consistent", "read what was last written")
    .option("--segments <parts>", "read so many parts at the same time", wholeNumber(1, 256))
    .option("--page-size <items>", "the most items that one request looks at", wholeNumber(1))
    .option("--max-rcu <units>", "the most read units a second", wholeNumber(1))
    .option("--split <size>", "several files of at most 100MB, say", byteSizeOption)
    .option("--overwrite", "replace files that exist")
    .option("--checkpoint <file>", "keep there how far it has come; run again, it goes on");
  for (const option of nativeExportOptions()) command.addOption(option);
  return command
    .addHelpText(
      "after",
      examples([
        "dyn export UserSessions | head -1",
        "dyn export UserSessions sessions.jsonl.gz --checkpoint sessions.checkpoint",
        "dyn export UserSessions sessions/",
        "dyn export UserSessions --native s3://bucket/exports/ --at latest --dry-run",
        "dyn export UserSessions active.csv --select UserId,SessionId,IpAddress --max-rcu 500",
      ]),
    )
    .action(run(exportItems));
}

async function exportItems(
  session: Session,
  options: ExportOptions & NativeExportOptions,
  table: string,
  file: string | undefined,
): Promise<void> {
  if (isNative(options)) {
    const { index, filter, select, segments, split, checkpoint, maxRcu } = options;
    refuseOthers({ file, index, filter, select, segments, split, checkpoint, "max-rcu": maxRcu });
    const { nativeExport } = await import("./native/export.ts");
    return nativeExport(session, options, table);
  }
  const { exportTable } = await import("./export/perform.ts");
  await exportTable(session, options, table, file);
}
