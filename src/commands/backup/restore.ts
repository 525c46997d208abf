import { Command, InvalidArgumentError, Option } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import { confirm } from "../../cli/confirm.ts";
import type { Dynamo } from "../../cli/open.ts";
import { printRequest } from "../../cli/request.ts";
import type { Session } from "../../cli/session.ts";
import type { RestorePoint } from "../../data/backup/restore.ts";
import { DynError } from "../../errors.ts";
import type { Billing } from "../../schema/schema.ts";
import { momentOption } from "../native/moment-option.ts";
import { callingOf, withService } from "../native/service.ts";
import { timeoutMs } from "../table/wait.ts";
import { exampleArn } from "./describe.ts";

interface Options {
  readonly as: string;
  readonly table?: string;
  readonly at?: string;
  readonly billing?: Billing;
  /** False: none. */
  readonly indexes?: readonly string[] | false;
  readonly withSettings?: boolean;
  readonly wait: boolean;
  readonly timeout: number;
}

export function restoreCommand(run: Run): Command {
  return new Command("restore")
    .summary("make a table from a backup, or as another was at some time")
    .argument("[backup]", "its name, or its ARN")
    .requiredOption("--as <table>", "the name of the new table")
    .option("--table <table>", "instead of a backup: a table with point-in-time recovery")
    .option("--at <time>", "as it was then: latest, a time, or '2h ago'")
    .option("--billing <billing>", "on-demand, or read/write units such as 5/5", billingOption)
    .option("--indexes <names>", "with these indexes alone, as in ByEmail,ByPlace", names =>
      names.split(","),
    )
    .option("--no-indexes", "without indexes")
    .option("--with-settings", "then give it the stream, ttl, tags, … of the table it was")
    .option("--no-wait", "end as soon as it has begun")
    .addOption(
      new Option("--timeout <duration>", "how long to wait at most")
        .argParser(timeoutMs)
        .default(86_400_000, "24h"),
    )
    .addHelpText(
      "after",
      examples([
        `dyn backup restore ${exampleArn} --as Restored --dry-run`,
        "dyn backup restore --table UserSessions --at '2h ago' --as Restored --dry-run",
      ]),
    )
    .action(run(restore));
}

async function restore(session: Session, options: Options, backup: string | undefined) {
  const point = pointOf(backup, options, session.context.now());
  await withService(session, "backups", async dynamo => {
    const { prepareRestore, startRestore } = await import("../../data/backup/restore.ts");
    const { finishRestore, sourceOf, tellLost } = await import("./finish-restore.ts");
    const { client, connection } = dynamo;
    const calling = callingOf(session, dynamo);
    const { as, billing, indexes } = options;
    const overrides = { billing, indexes: indexes === false ? [] : indexes };
    const prepared = await prepareRestore(client, point, as, overrides, calling);
    if (session.flags.dryRun) return printRequest(session, prepared.operation, prepared.input);
    const source = await sourceOf(session, dynamo, prepared.source);
    if (options.withSettings) requireSource(source, options, prepared.source, dynamo);
    else await tellLost(session, prepared.source, source);
    const what = `restore ${prepared.from} as ${as} on ${connection.name}`;
    if (connection.protect) await confirm(session, { what, typed: as });
    await startRestore(client, prepared, as, calling);
    await finishRestore(session, dynamo, {
      as,
      from: prepared.from,
      settings: options.withSettings ? source : undefined,
      waitMs: options.wait ? options.timeout : undefined,
    });
  });
}

function pointOf(backup: string | undefined, options: Options, nowMs: number): RestorePoint {
  const { table, at } = options;
  if (backup !== undefined && table === undefined && at === undefined) {
    return { kind: "backup", backup };
  }
  if (backup !== undefined || table === undefined) {
    throw new DynError("usage", "name either a backup, or --table and --at", {
      hint: "dyn backup restore BACKUP --as TABLE, or: --table TABLE --at latest --as TABLE",
    });
  }
  if (at === undefined || at === "latest") return { kind: "moment", table, atMs: "latest" };
  return { kind: "moment", table, atMs: momentOption("--at", at, nowMs) ?? "latest" };
}

function requireSource(source: unknown, { wait }: Options, table: string, dynamo: Dynamo): void {
  if (!wait) {
    throw new DynError("usage", "--with-settings takes a wait: settings follow the restore", {
      hint: "leave one of --no-wait and --with-settings out",
    });
  }
  if (source !== undefined) return;
  throw new DynError(
    "failed",
    `${table} is not on ${dynamo.connection.name} any more, and so are its settings`,
    { hint: "restore without --with-settings; dyn table apply then sets what a file says" },
  );
}

function billingOption(text: string): Billing {
  if (text === "on-demand") return { kind: "on-demand" };
  const [, read, write] = /^([1-9]\d{0,8})\/([1-9]\d{0,8})$/.exec(text) ?? [];
  if (read === undefined || write === undefined) {
    throw new InvalidArgumentError("It takes on-demand, or read/write units such as 5/5.");
  }
  const units = (count: string) => ({ min: Number(count), max: Number(count) });
  return { kind: "provisioned", capacity: { read: units(read), write: units(write) } };
}
