import { Command, Option } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import { confirm } from "../../cli/confirm.ts";
import { durationOption } from "../../cli/duration-option.ts";
import type { Session } from "../../cli/session.ts";
import { collected, wholeNumber } from "../../cli/whole-number.ts";
import { isPrivate } from "../../config/connection.ts";
import { clientNames } from "../../dynamodb/client.ts";
import type { Comparison } from "../../engine/comparison.ts";
import { whole } from "../../engine/slice.ts";
import { DynError } from "../../errors.ts";
import { arrivalKinds, mostInFlight } from "../../scenario/scenario.ts";
import { maxSeed } from "../../template/scope.ts";
import { checkReports, reportOption, writeReports } from "./report-option.ts";
import { checkOptions, overridesOf, type RunOptions, rateOption } from "./run-options.ts";
import { shardOf, shardOption, sliceOfShard } from "./shard-option.ts";
import { checkStart, momentOf, startForm, startOption } from "./start-option.ts";
import type { Outcome, Variant } from "./variants.ts";
import { checkConcurrency, workersOption } from "./workers-option.ts";

export function runCommand(run: Run): Command {
  return new Command("run")
    .summary("run scenarios and report their latencies")
    .description(
      "Create the tables of scenarios, fill them, put the load on them and report its latencies.\n" +
        "Without --target it runs on a private engine in memory that is gone afterwards.\n" +
        "Several --target get the same load, and are set side by side.",
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
      new Option(
        "--client <name>",
        "what sends the requests: wire unless told; all: each in turn, side by side",
      ).choices([...clientNames, "all"]),
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
    .option(
      "--interleave <n>",
      "run several targets in n turns each, A B A B, instead of one after the other",
      wholeNumber(2, 1000),
    )
    .option("--replicas <n>", "start postgres:local or postgres:memory with n", wholeNumber(1, 5))
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
        "dyn stress run scenarios/read-stress.yaml -t memory -t local --duration 4s --interleave 2",
      ]),
    )
    .action(run(stress, { severalTargets: true }));
}

async function stress(session: Session, options: RunOptions, files: string[]): Promise<void> {
  const { context, flags } = session;
  const beganMs = context.now();
  const { areTargets, variantsOf } = await import("./variants.ts");
  const variants = await variantsOf(session, options);
  const sideBySide = areTargets(variants);
  checkOptions(options, files.length * variants.length, sideBySide);
  if (options.startAt !== undefined) checkStart(options.startAt, beganMs);
  const { outlet, silentOutlet } = await import("./outlet.ts");
  // Where documents are data, comparisons hold the results.
  const asData = sideBySide && session.format("document") !== "table" && isLoad(options);
  const print = outlet(session, files.length * (asData ? 1 : variants.length));
  const { readScenarios } = await import("./scenarios.ts");
  const scenarios = await readScenarios(files, context.cwd, overridesOf(options));
  const shard = options.shard && shardOf(options.shard, context.env);
  for (const each of scenarios) {
    checkConcurrency(each, shard ? sliceOfShard(shard) : whole, options.workers);
  }
  const { checkReplicas } = await import("./replicas.ts");
  checkReplicas(options.replicas, variants);
  const { checkTurns } = await import("./interleave.ts");
  if (options.interleave !== undefined) checkTurns(options.interleave, scenarios);
  const { capabilitiesAt } = await import("../../targets/capabilities.ts");
  const { refuseMisfits } = await import("../../scenario/misfits.ts");
  if (options.checksOnly) {
    const { checkOnly } = await import("./checks-only.ts");
    return checkOnly(session, scenarios, variants, print);
  }
  for (const { connection } of variants) refuseMisfits(scenarios, capabilitiesAt(connection));
  if (flags.dryRun) {
    const { printDryRun } = await import("./dry-run.ts");
    return printDryRun(session, scenarios, variants, { ...options, shard });
  }
  const { report = [], startAt, replicas, interleave } = options;
  await checkReports(report, context.cwd);
  if (options.setupOnly && variants.some(({ connection }) => isPrivate(connection))) {
    throw goneAtOnce();
  }
  for (const name of protectedOnes(variants)) {
    await confirm(session, { what: `put a load on ${name}`, typed: name });
  }
  const { seedConcurrency } = await import("./perform.ts");
  const { runVariants } = await import("./run-variants.ts");
  const { compareClients, comparisonsOf, printComparisons } = await import("./side-by-side.ts");
  const { worst } = await import("./verdict.ts");
  const maxConnections = Math.max(
    options.setup ? seedConcurrency : 1,
    ...scenarios.map(({ scenario }) => scenario.load.concurrency),
  );
  const outcomes: readonly Outcome[] = variants.map(variant => ({ variant, results: [] }));
  let comparisons: readonly Comparison[] = [];
  try {
    await runVariants(session, outcomes, scenarios, {
      workers: options.workers,
      shard,
      startAtMs: startAt && momentOf(startAt, beganMs),
      setup: options.setup,
      setupOnly: options.setupOnly === true,
      print: asData ? silentOutlet : print,
      interleave,
      maxConnections,
      replicas,
    });
  } finally {
    if (sideBySide) comparisons = comparisonsOf(scenarios, outcomes, interleave);
    try {
      await printComparisons(session, comparisons, print);
      await print.end();
    } finally {
      const results = outcomes.flatMap(outcome => outcome.results);
      if (results.length > 0) {
        const told = (file: string) => session.notice(`wrote ${file}`);
        await writeReports(report, { results, comparisons }, context.cwd, told);
      }
    }
  }
  if (variants.length > 1 && !sideBySide) await compareClients(session, outcomes);
  const error = worst(outcomes);
  if (error !== undefined) throw error;
}

/** Whether a load is put on, and not only prepared or judged. */
function isLoad({ setupOnly, checksOnly }: RunOptions): boolean {
  return setupOnly !== true && checksOnly !== true;
}

function protectedOnes(variants: readonly Variant[]): ReadonlySet<string> {
  const connections = variants.map(({ connection }) => connection);
  return new Set(connections.filter(({ protect }) => protect).map(({ name }) => name));
}

function goneAtOnce(): DynError {
  return new DynError(
    "usage",
    "--setup-only on the engine in memory, which ends with this command",
    { hint: "name a target that stays, such as --target local" },
  );
}
