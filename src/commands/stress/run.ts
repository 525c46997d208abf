import { Command, Option } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import { confirm } from "../../cli/confirm.ts";
import { withTarget } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import { collected, wholeNumber } from "../../cli/whole-number.ts";
import { type ClientName, clientNames } from "../../dynamodb/client.ts";
import type { Result } from "../../engine/result.ts";
import { DynError } from "../../errors.ts";
import { mostInFlight } from "../../scenario/scenario.ts";
import { maxSeed } from "../../template/scope.ts";
import type { ClientChoice } from "./clients.ts";
import { durationOption } from "./duration-option.ts";
import type { ScenarioFile } from "./scenarios.ts";

export interface RunOptions {
  readonly duration?: number;
  readonly requests?: number;
  readonly warmup?: number;
  readonly concurrency?: number;
  readonly seed?: number;
  readonly client: ClientChoice;
  readonly threshold?: readonly string[];
  readonly setup: boolean;
  readonly setupOnly?: boolean;
}

export function runCommand(run: Run): Command {
  return new Command("run")
    .summary("run scenarios and report their latencies")
    .description(
      "Create the tables of scenarios, fill them, put the load on them and report its latencies.\n" +
        "Without --target it runs on a private engine in memory that is gone afterwards.",
    )
    .argument("<scenario...>", "YAML files, run one after the other")
    .option("--duration <time>", "how long to measure, such as 30s", durationOption)
    .option("--requests <n>", "how many operations to measure instead", wholeNumber(1))
    .option("--warmup <time>", "how long to run before it counts", durationOption)
    .option("--concurrency <n>", "operations in flight", wholeNumber(1, mostInFlight))
    .option("--seed <n>", "of all that is random", wholeNumber(0, maxSeed))
    .addOption(
      new Option("--client <name>", "what sends the requests; all: each in turn, side by side")
        .choices([...clientNames, "all"])
        .default("wire"),
    )
    .option("--threshold <expr>", "hold this too, such as 'p95 < 20ms' (repeatable)", collected)
    .option("--no-setup", "create and fill nothing: run against what is there")
    .option("--setup-only", "create and fill the tables, and leave it at that")
    .addHelpText(
      "after",
      examples([
        "dyn stress run scenarios/user-sessions.yaml",
        "dyn stress run scenarios/read-stress.yaml --requests 5000 --client sdk",
        "dyn stress run scenarios/*.yaml --duration 1s -o json",
      ]),
    )
    .action(run(stress));
}

async function stress(session: Session, options: RunOptions, files: string[]): Promise<void> {
  if (!options.setup && options.setupOnly) {
    throw new DynError("usage", "--setup-only and --no-setup leave nothing to do");
  }
  const { outlet } = await import("./outlet.ts");
  const { clientsOf, compareClients, runWithEach } = await import("./clients.ts");
  const clients = clientsOf(options);
  const print = outlet(session, files.length * clients.length);
  const scenarios = await readOverridden(files, session.context.cwd, options);
  if (session.flags.dryRun) {
    const { printDryRun } = await import("./dry-run.ts");
    return printDryRun(session, scenarios, options);
  }
  const { perform, seedConcurrency } = await import("./perform.ts");
  const { verdict } = await import("./verdict.ts");
  const maxConnections = Math.max(
    options.setup ? seedConcurrency : 1,
    ...scenarios.map(({ scenario }) => scenario.load.concurrency),
  );
  let begun = false;
  const runWith = (client: ClientName) =>
    withTarget(
      session,
      async ({ target, connection }) => {
        if (connection.kind === "memory" && options.setupOnly) throw goneAtOnce();
        if (!begun && connection.protect) {
          const what = `put a load on ${connection.name}`;
          await confirm(session, { what, typed: connection.name });
        }
        if (begun && connection.kind !== "memory") await session.notice(leftBehind);
        begun = true;
        return perform(session, target, scenarios, { ...options, print });
      },
      { fallback: "memory", client, maxConnections },
    );
  let results: readonly Result[];
  try {
    results = await runWithEach(clients, runWith);
  } finally {
    await print.end();
  }
  if (clients.length > 1) await compareClients(session, results);
  const error = verdict(results);
  if (error !== undefined) throw error;
}

async function readOverridden(
  files: readonly string[],
  cwd: string,
  options: RunOptions,
): Promise<ScenarioFile[]> {
  const { readScenarios } = await import("./scenarios.ts");
  const { override } = await import("../../scenario/override.ts");
  const scenarios = await readScenarios(files, cwd);
  return scenarios.map(({ file, scenario }) => ({
    file,
    scenario: override(scenario, {
      durationMs: options.duration,
      requests: options.requests,
      warmupMs: options.warmup,
      concurrency: options.concurrency,
      seed: options.seed,
      thresholds: options.threshold,
    }),
  }));
}

const leftBehind =
  "the same tables again: the next client finds what the one before it has left in them\n";

function goneAtOnce(): DynError {
  return new DynError(
    "usage",
    "--setup-only on the engine in memory, which ends with this command",
    {
      hint: "name a target that stays, such as --target local",
    },
  );
}
