import { Command } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import { confirm } from "../../cli/confirm.ts";
import { withDynamo } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import { formatCount } from "../../output/units.ts";

export function deleteCommand(run: Run): Command {
  return new Command("delete")
    .summary("delete a table and all its items")
    .argument("<name>", "the table")
    .addHelpText(
      "after",
      examples([
        "dyn table create scenarios/tables/events.yaml --if-not-exists",
        "dyn table delete Events --dry-run",
        "dyn table delete Events --yes",
      ]),
    )
    .action(run(deleteOne));
}

async function deleteOne(session: Session, _options: unknown, name: string): Promise<void> {
  await withDynamo(session, async ({ client, endpoint, connection }) => {
    const { deleteTable, describeTable, protectedTable } = await import("../../schema/tables.ts");
    const target = connection.name;
    const options = { target, signal: session.signal, at: endpoint.url };
    const { schema, itemCount } = await describeTable(client, name, options);
    if (schema.deletionProtection) throw protectedTable(name, target);
    const items = `${formatCount(itemCount)} ${itemCount === 1 ? "item" : "items"}`;
    const what = `delete table ${name} (${items}) on ${target}`;
    const print = (deleted: boolean, sentence: string) =>
      session.print({ data: { table: name, deleted }, table: () => sentence });

    if (session.flags.dryRun) return print(false, `would ${what}`);
    await confirm(session, { what, ...(connection.protect && { typed: name }) });
    const progress = session.progress(`deleting ${name} on ${target}`);
    try {
      await deleteTable(client, name, options);
    } finally {
      progress.stop();
    }
    return print(true, `deleted ${name} on ${target}`);
  });
}
