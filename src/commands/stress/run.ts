import { Command, Option } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import { confirm } from "../../cli/confirm.ts";
import { durationOption } from "../../cli/duration-option.ts";
import { withTarget } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import { collected, wholeNumber } from "../../cli/whole-number.ts";
import { type ClientName, clientNames } from "../../dynamodb/client.ts";
import type { Result } from "../../engine/result.ts";
import { whole } from "../../engine/slice.ts";
import { DynError } from "../../errors.ts";
import { arrivalKinds, mostInFlight } from "../../scenario/scenario.ts";
import { maxSeed } from "../../template/scope.ts";
import { checkReports, reportOption, writeReports } from "./report-option.ts";
import { checkOptions, overridesOf, type RunOptions, rateOption } from "./run-options.ts";
import { shardOf, shardOption, sliceOfShard } from "./shard-option.ts";
import { checkStart, momentOf, startForm, startOption } from "./start-option.ts";
import { checkConcurrency, workersOption } from "./workers-option.ts";

export function runCommand(run: Run): Command {
  return new Command("run")
    .summary("run scenarios and report their latencies")
    .description(
      "Create the tables of scenarios, fill them, put the load on them and report its latencies.\n" +
        "Without --target it runs on a private engine in memory that is gone afterwards.",
    )
    .argument("<scenario...>", "YAML files, run one after the other")
    .option("--duration <time>", "how long to measure: 500ms, 30s, 1m30s or 2h", durationOption)
    .option("--requests <n>", "how many operations to measure instead", wholeNumber(1))
    .option("--warmup <time>", "how long to run before it counts", durationOption)
    .option("--concurrency <n>", "operations in flight, at most", wholeNumber(1, mostInFlight))
    .option("--rate <rate>", "start operations on schedule: 500/s, 300/m or 60/h", rateOption)
    .addOption(new Option("--arrivals <kind>", "how a rate's are spaced").choices(arrivalKinds))
    .option("--seed <n>", "of all that is random", wholeNumber(0, maxSeed))
    .addOption(
      new Option("--client <name>", "what sends the requests; all: each in turn, side by side")
        .choices([...clientNames, "all"])
        .default("wire"),
    )
    .addOption(
      new Option("--workers <n>", "threads that share the load; auto: as many as do good")
        .argParser(workersOption)
        .default(1),
    )
    .option(
      "--shard <i/n>",
      "do one part of n of the load; auto: as an array job says",
      shardOption,
    )
    .option("--start-at <time>", `when to start, after the set-up: ${startForm}`, startOption)
    .option("--threshold <expr>", "hold this too, such as 'p95 < 20ms' (repeatable)", collected)
    .option(
      "--report <kind=file>",
      "write html, junit, markdown, hdr or json, too (repeatable)",
      reportOption,
    )
    .option("--no-setup", "create and fill nothing: run against what is there")
    .option("--setup-only", "create and fill the tables, and leave it at that")
    .option("--checks-only", "run nothing: judge the checks of the data that is there")
    .addHelpText(
      "after",
      examples([
        "dyn stress run scenarios/user-sessions.yaml",
        "dyn stress run scenarios/user-sessions.yaml --rate 500/s --duration 5s",
        "dyn stress run scenarios/read-stress.yaml --requests 5000 --workers 2",
        "dyn stress run scenarios/read-stress.yaml --requests 5000 --client sdk",
        "dyn stress run scenarios/users.yaml scenarios/inventory.yaml --duration 1s -o json",
      ]),
    )
    .action(run(stress));
}

async function stress(session: Session, options: RunOptions, files: string[]): Promise<void> {
  const { context, flags } = session;
  const beganMs = context.now();
  const { clientsOf, compareClients, runWithEach } = await import("./clients.ts");
  const clients = options.checksOnly ? (["wire"] as const) : clientsOf(options);
  checkOptions(options, files.length * clients.length);
  if (options.startAt !== undefined) checkStart(options.startAt, beganMs);
  const { outlet } = await import("./outlet.ts");
  const print = outlet(session, files.length * clients.length);
  const { readScenarios } = await import("./scenarios.ts");
  const scenarios = await readScenarios(files, context.cwd, overridesOf(options));
  const shard = options.shard && shardOf(options.shard, context.env);
  for (const each of scenarios) {
    checkConcurrency(each, shard ? sliceOfShard(shard) : whole, options.workers);
  }
  if (options.checksOnly) {
    const { checkOnly } = await import("./checks-only.ts");
    return checkOnly(session, scenarios, options.client, print);
  }
  if (flags.dryRun) {
    const { printDryRun } = await import("./dry-run.ts");
    return printDryRun(session, scenarios, { ...options, shard });
  }
  const { report = [], startAt } = options;
  await checkReports(report, context.cwd);
  const { perform, seedConcurrency } = await import("./perform.ts");
  const { verdict } = await import("./verdict.ts");
  const maxConnections = Math.max(
    options.setup ? seedConcurrency : 1,
    ...scenarios.map(({ scenario }) => scenario.load.concurrency),
  );
  const measured: Result[] = [];
  let begun = false;
  const runWith = (client: ClientName) =>
    withTarget(
      session,
      async opened => {
        const { connection } = opened;
        if (connection.kind === "memory" && options.setupOnly) throw goneAtOnce();
        if (!begun && connection.protect) {
          const what = `put a load on ${connection.name}`;
          await confirm(session, { what, typed: connection.name });
        }
        if (begun && connection.kind !== "memory") await session.notice(leftBehind);
        begun = true;
        return perform(session, opened, scenarios, {
          client,
          workers: options.workers,
          shard,
          startAtMs: startAt && momentOf(startAt, beganMs),
          setup: options.setup,
          setupOnly: options.setupOnly === true,
          print,
          onResult: result => measured.push(result),
        });
      },
      { fallback: "memory", client, maxConnections },
    );
  try {
    await runWithEach(clients, runWith);
  } finally {
    try {
      await print.end();
    } finally {
      if (measured.length > 0) {
        const told = (file: string) => session.notice(`wrote ${file}`);
        await writeReports(report, measured, context.cwd, told);
      }
    }
  }
  if (clients.length > 1) await compareClients(session, measured);
  const error = verdict(measured);
  if (error !== undefined) throw error;
}

const leftBehind =
  "the same tables again: the next client finds what the one before it has left in them\n";

function goneAtOnce(): DynError {
  return new DynError(
    "usage",
    "--setup-only on the engine in memory, which ends with this command",
    { hint: "name a target that stays, such as --target local" },
  );
}
