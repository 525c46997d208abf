import { Command } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import { type Dynamo, withDynamo } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import { collected, wholeNumber } from "../../cli/whole-number.ts";
import { DynError } from "../../errors.ts";
import { type LivePlace, placeOf } from "./place.ts";

export interface DataDiffOptions {
  readonly ignore?: readonly string[];
  readonly limit?: number;
  readonly segments: number;
  readonly maxRcu?: number;
  readonly detailedExitcode?: boolean;
}

export function dataDiffCommand(run: Run): Command {
  return new Command("data-diff")
    .summary("show which items one table has otherwise than another")
    .argument("<a>", "a table's name, or target:Table")
    .argument("<b>", "the other one; what it lacks is missing, what it has besides is extra")
    .option("--ignore <attribute>", "one that may differ; may be given again", collected)
    .option("--limit <n>", "show so many differences; all are counted", wholeNumber(1))
    .option(
      "--segments <parts>",
      "read so many parts of each at the same time",
      wholeNumber(1, 256),
      4,
    )
    .option("--max-rcu <units>", "read units a second, of each", wholeNumber(1))
    .option("--detailed-exitcode", "end with 3 when anything differs")
    .addHelpText(
      "after",
      examples([
        "dyn table data-diff UserSessions UserSessionsCopy",
        "dyn table data-diff local:UserSessions local:UserSessionsCopy --ignore ExpiresAt -o jsonl",
      ]),
    )
    .action(run(dataDiff));
}

async function dataDiff(session: Session, options: DataDiffOptions, a: string, b: string) {
  const [from, to] = [await livePlace(session, a), await livePlace(session, b)];
  const { sessionAt } = await import("./described.ts");
  const { compare } = await import("./data-diff-run.ts");
  const opening = { client: "wire", maxConnections: options.segments + 1 } as const;
  const open = (place: LivePlace, use: (dynamo: Dynamo) => Promise<boolean>) =>
    withDynamo(sessionAt(session, place), use, opening);
  const differ = await open(from, one =>
    open(to, other =>
      compare(
        session,
        options,
        { dynamo: one, table: from.table },
        { dynamo: other, table: to.table },
      ),
    ),
  );
  if (differ && options.detailedExitcode === true) {
    throw new DynError("differences", `${a} and ${b} differ`);
  }
}

async function livePlace(session: Session, word: string): Promise<LivePlace> {
  const place = await placeOf(word, session.context.cwd);
  if (place.kind === "live") return place;
  throw new DynError("usage", `${word} is a file; data-diff compares the items of live tables`, {
    hint: "dyn table diff compares what files and live tables describe",
  });
}
