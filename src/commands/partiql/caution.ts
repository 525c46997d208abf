import { confirm } from "../../cli/confirm.ts";
import type { Dynamo } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import type { Connection } from "../../config/connection.ts";
import { isKeyed } from "../../data/statement-key.ts";
import { keyOf } from "../../data/table-keys.ts";
import { escapeControl } from "../../output/escape.ts";
import { counted } from "../../output/units.ts";
import type { Bound } from "./given.ts";
import { isWrite } from "./request.ts";
import { tableOf } from "./result.ts";

/** Asks before statements that change data of a protected target: for the table's name, or the target's for several. */
export async function askForWrites(
  session: Session,
  { protect, name }: Connection,
  statements: readonly Bound[],
): Promise<void> {
  const writes = statements.filter(isWrite);
  if (!protect || writes.length === 0) return;
  const tables = [...new Set(writes.map(({ statement }) => statement.table ?? "?"))];
  const [first = name] = tables;
  const statementsText = counted(writes.length, "statement");
  const change = writes.length === 1 ? "changes" : "change";
  await confirm(session, {
    what: escapeControl(`run ${statementsText} that ${change} ${tables.join(", ")} on ${name}`),
    typed: tables.length === 1 ? first : name,
  });
}

/** Says of each SELECT on a protected target that nothing keeps it from reading the whole table. */
export async function tellScans(
  session: Session,
  dynamo: Dynamo,
  statements: readonly Bound[],
): Promise<void> {
  if (!dynamo.connection.protect) return;
  for (const { statement, place } of statements) {
    if (statement.verb !== "SELECT" || statement.table === undefined) continue;
    const table = await tableOf(session, dynamo, statement.table);
    if (table === undefined) continue;
    const names = keyOf(table, statement.index).partition.map(({ name }) => name);
    if (isKeyed(statement, names)) continue;
    const where = place === undefined ? "" : `${place}  `;
    const what = statement.index === undefined ? statement.table : `its index ${statement.index}`;
    await session.notice(
      escapeControl(
        `${where}a scan: no condition fixes ${names.join(" and ")}, so that all of ${what} may be read`,
      ),
    );
  }
}
