import { setTimeout as sleep } from "node:timers/promises";
import { Command, Option } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import { durationOption } from "../../cli/duration-option.ts";
import { withDatabase } from "../../cli/open.ts";
import { type Session, throwIfInterrupted } from "../../cli/session.ts";
import { DynError } from "../../errors.ts";
import { counted, formatDuration } from "../../output/units.ts";
import type { Database, Instance } from "../../sql/database.ts";
import { behindText } from "./behind.ts";

interface Options {
  readonly timeout: number;
  readonly replicas?: true;
  readonly maxLag: number;
}

/** From one look to the next. */
const pauseMs = 250;

export function waitCommand(run: Run): Command {
  return new Command("wait")
    .summary("wait until the database takes writes, and its replicas have caught up")
    .option("--replicas", "for every reader, too")
    .addOption(
      new Option("--max-lag <duration>", "how far a reader may be behind, with --replicas")
        .argParser(durationOption)
        .default(1_000, "1s"),
    )
    .addOption(
      new Option("--timeout <duration>", "how long at most")
        .argParser(durationOption)
        .default(300_000, "5m"),
    )
    .addHelpText(
      "after",
      examples([
        "dyn aurora wait -t postgres:local",
        "dyn aurora wait --replicas --max-lag 100ms --timeout 10m -t postgres:local",
      ]),
    )
    .action(run(wait));
}

async function wait(session: Session, options: Options): Promise<void> {
  await withDatabase(
    session,
    async ({ database, address }) => {
      const { name } = database;
      const readers = options.replicas ? address.settings.readers.length : 0;
      const deadlineMs = session.context.monotonic() + options.timeout;
      const progress = session.progress(`waiting for ${name}`);
      try {
        for (;;) {
          const missing = await whatIsMissing(session, database, readers, options.maxLag);
          if (missing === undefined) break;
          progress.update(`waiting for ${name}: ${missing.message}`);
          if (session.context.monotonic() >= deadlineMs) throw tooLong(name, options, missing);
          await sleep(pauseMs, undefined, { signal: session.signal }).catch(() => {});
          throwIfInterrupted(session);
        }
      } finally {
        progress.stop();
      }
      await session.print({
        data: { target: name, ready: true, readers },
        table: () => `${name} is ready${readers > 0 ? `, with ${counted(readers, "reader")}` : ""}`,
      });
    },
    { maxConnections: 1 },
  );
}

/** Why it is not ready yet; rejects for what waiting does not mend. */
async function whatIsMissing(
  { signal }: Session,
  database: Database,
  readers: number,
  maxLagMs: number,
): Promise<DynError | undefined> {
  let instances: readonly Instance[];
  try {
    instances = await database.instances(signal);
  } catch (error) {
    if (error instanceof DynError && error.kind === "connection") return error;
    throw error;
  }
  const writer = instances.find(({ role }) => role === "writer");
  if (writer === undefined || writer.readOnly) {
    return new DynError("connection", "the writer takes no writes yet");
  }
  const there = instances.filter(({ role }) => role === "reader");
  if (there.length < readers) {
    return new DynError("connection", `${there.length} of ${readers} readers answer`);
  }
  const [behind] = readers === 0 ? [] : there.flatMap(each => behindText(each, maxLagMs) ?? []);
  return behind === undefined ? undefined : new DynError("connection", behind);
}

function tooLong(name: string, { timeout }: Options, missing: DynError): DynError {
  return new DynError(
    "connection",
    `${name} is not ready after ${formatDuration(timeout)}: ${missing.message}`,
    { hint: missing.hint ?? "dyn aurora status shows its instances", cause: missing },
  );
}
