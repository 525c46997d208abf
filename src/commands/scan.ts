import { Command } from "commander";
import { examples, type Run } from "../cli/action.ts";
import type { Session } from "../cli/session.ts";
import { wholeNumber } from "../cli/whole-number.ts";
import { DynError } from "../errors.ts";
import { addReadOptions, type ReadOptions } from "./read/options.ts";

/** They are read all at once; more would only wait for each other's connections. */
const mostSegments = 256;

interface ScanOptions extends ReadOptions {
  readonly segments?: number;
}

export function scanCommand(run: Run): Command {
  return addReadOptions(new Command("scan").argument("<table>"))
    .option(
      "--segments <parts>",
      "read so many parts at the same time",
      wholeNumber(1, mostSegments),
    )
    .addHelpText(
      "after",
      examples([
        "dyn scan UserSessions --limit 10",
        "dyn scan UserSessions --filter \"begins_with(IpAddress, '10.')\" --select UserId,IpAddress",
        "dyn scan UserSessions --all --segments 4 -o jsonl > sessions.jsonl",
        "dyn scan UserSessions --limit 10 --total --max-rcu 500",
        "dyn scan UserSessions --limit 10 --group-by-entity",
      ]),
    )
    .action(run(scan));
}

async function scan(session: Session, options: ScanOptions, table: string): Promise<void> {
  const { segments = 1 } = options;
  if (segments > 1 && !options.all && !options.count && options.limit === undefined) {
    throw new DynError("usage", "--segments needs --all, --limit or --count", {
      hint: "parts read at the same time have no one place to go on from: say how much you want",
    });
  }
  if (segments > 1 && options.token !== undefined) {
    throw new DynError("usage", "--segments and --token exclude each other", {
      hint: "a token goes on in one part; leave out --segments",
    });
  }
  if (segments > 1 && options.groupByEntity) {
    throw new DynError("usage", "--segments and --group-by-entity exclude each other", {
      hint: "groups hold their items and go on by a token; leave out --segments",
    });
  }
  const { read } = await import("./read/read.ts");
  await read(session, { operation: "Scan", table, segments }, options);
}
