import { Command } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import { withDatabase } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import { DynError } from "../../errors.ts";
import { escapeControl } from "../../output/escape.ts";
import type { Answer } from "../../sql/database.ts";

interface Options {
  readonly file?: string;
  readonly analyze?: boolean;
}

export function explainCommand(run: Run): Command {
  return new Command("explain")
    .summary("show how the server would carry a statement out")
    .argument("[statement]", "SQL; - for stdin")
    .option("-f, --file <file>", "the statement of this file")
    .option("--analyze", "carry it out, measure each step, and take back what it changed")
    .addHelpText(
      "after",
      examples([
        'dyn aurora explain "SELECT * FROM pg_class WHERE oid = 1" -t postgres:memory',
        'dyn aurora explain "SELECT count(*) FROM pg_class" --analyze -t postgres:memory -o json',
      ]),
    )
    .action(run(explain));
}

async function explain(
  session: Session,
  { file, analyze = false }: Options,
  argument: string | undefined,
): Promise<void> {
  const { givenStatement } = await import("./statement-text.ts");
  const { faultError } = await import("./fault.ts");
  const statement = await givenStatement(session, argument, file);
  const people = session.format("document") === "table";
  await withDatabase(
    session,
    async ({ database, address }) => {
      const { settings } = address;
      const text = explainText(database.engine, statement, { analyze, people });
      // Carried out or not, nothing of it stays.
      const ended = await database.transact<Answer>(
        { signal: session.signal, readOnly: !analyze },
        async transaction => {
          const value = await transaction.run({ text, readOnly: !analyze }, []);
          return value.outcome === "ok"
            ? { commit: false, value }
            : { commit: false, value, fault: value.fault };
        },
      );
      if (!("value" in ended)) throw faultError(ended.fault, settings);
      const answer = ended.value;
      if (answer.outcome !== "ok") throw faultError(answer.fault, settings);
      const lines = answer.rows.rows.map(row => String(row[0] ?? ""));
      await session.print({
        data: people ? lines : planOf(lines.join("\n")),
        table: () => lines.map(escapeControl).join("\n"),
      });
    },
    { maxConnections: 1 },
  );
}

interface Form {
  readonly analyze: boolean;
  readonly people: boolean;
}

function explainText(
  engine: "postgres" | "mysql",
  statement: string,
  { analyze, people }: Form,
): string {
  if (engine === "postgres") {
    const options = [
      ...(analyze ? ["ANALYZE", "BUFFERS"] : []),
      ...(people ? [] : ["FORMAT JSON"]),
    ];
    return options.length === 0
      ? `EXPLAIN ${statement}`
      : `EXPLAIN (${options.join(", ")}) ${statement}`;
  }
  // MariaDB's ANALYZE and MySQL's EXPLAIN ANALYZE differ; JSON is what both read well.
  return analyze ? `ANALYZE FORMAT=JSON ${statement}` : `EXPLAIN FORMAT=JSON ${statement}`;
}

function planOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DynError("failed", "the server's plan is no JSON", { cause });
  }
}
