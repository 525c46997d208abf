import { Command } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import { withDatabase } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import { escapeControl } from "../../output/escape.ts";
import type { Answer, SqlTransaction } from "../../sql/database.ts";

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
      // Carried out or not, nothing of it stays.
      const ended = await database.transact<Answer>(
        { signal: session.signal, readOnly: !analyze },
        async transaction => {
          const server =
            analyze && database.engine === "mysql" ? await serverOf(transaction) : database.engine;
          const text = explainText(server, statement, { analyze, people });
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
        data: people ? lines : planOf(lines),
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

type Server = "postgres" | "mysql" | "mariadb";

/** MariaDB and MySQL measure a plan by different statements. */
async function serverOf(transaction: SqlTransaction): Promise<Server> {
  const answer = await transaction.run({ text: "SELECT VERSION()", readOnly: true }, []);
  const version = answer.outcome === "ok" ? answer.rows.rows[0]?.[0] : undefined;
  return /mariadb/i.test(String(version)) ? "mariadb" : "mysql";
}

export function explainText(server: Server, statement: string, { analyze, people }: Form): string {
  if (server === "postgres") {
    const options = [
      ...(analyze ? ["ANALYZE", "BUFFERS"] : []),
      ...(people ? [] : ["FORMAT JSON"]),
    ];
    return options.length === 0
      ? `EXPLAIN ${statement}`
      : `EXPLAIN (${options.join(", ")}) ${statement}`;
  }
  if (!analyze) return `EXPLAIN FORMAT=JSON ${statement}`;
  // MySQL 8.0 measures into a tree of text alone.
  return server === "mariadb" ? `ANALYZE FORMAT=JSON ${statement}` : `EXPLAIN ANALYZE ${statement}`;
}

/** A plan that is no JSON, such as MySQL's tree, as its lines. */
function planOf(lines: readonly string[]): unknown {
  const text = lines.join("\n");
  try {
    return JSON.parse(text);
  } catch {
    return text.split("\n");
  }
}
