import { Command } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import type { Session } from "../../cli/session.ts";
import { DynError } from "../../errors.ts";
import { placeOf } from "./place.ts";

interface Options {
  readonly detailedExitcode?: boolean;
}

export function diffCommand(run: Run): Command {
  return new Command("diff")
    .summary("show what one table has otherwise than another: live ones, files")
    .argument("<a>", "a table's name, target:Table, a file, or file.yaml:Table")
    .argument("<b>", "the other one; what it has otherwise is shown")
    .option("--detailed-exitcode", "end with 3 when anything differs")
    .addHelpText(
      "after",
      examples([
        "dyn table diff UserSessions scenarios/tables/user-sessions.yaml",
        "dyn table diff scenarios/tables/events.yaml local:UserSessions -o json",
      ]),
    )
    .action(run(diff));
}

async function diff(session: Session, options: Options, a: string, b: string): Promise<void> {
  const { cwd, stdout } = session.context;
  const [from, to] = [await placeOf(a, cwd), await placeOf(b, cwd)];
  const { describedAt } = await import("./described.ts");
  const { diffTables } = await import("../../schema/diff.ts");
  const { diffText } = await import("./diff-text.ts");
  const [one, other] = [await describedAt(session, from), await describedAt(session, to)];
  const { changes, notes } = diffTables(one, other);
  const ok = changes.length === 0;
  const names = { a: one.name, b: other.name };
  await session.print({
    data: { schema: "dyn.diff/1", ...names, changes, notes, ok },
    table: () => diffText({ ...names, changes, notes }, session.paint, stdout.columns),
    rows: changes.map(each => ({ ...each })),
  });
  if (options.detailedExitcode === true && !ok) {
    throw new DynError("differences", `${one.name} and ${other.name} differ`);
  }
}
