import { Command, Option } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import { type Dynamo, withDynamo } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import { collected } from "../../cli/whole-number.ts";
import { DynError } from "../../errors.ts";
import { escapeControl } from "../../output/escape.ts";
import type { TablePlan } from "../../schema/plan/plan.ts";
import type { Survey } from "../../schema/plan/survey.ts";
import { noticeMemory } from "../memory-notice.ts";
import { agree, type Consent } from "./apply-consent.ts";
import type { ApplyRow } from "./apply-rows.ts";
import { readTables } from "./files.ts";
import { timeoutMs } from "./wait.ts";

interface Options extends Consent {
  readonly deleteItems?: boolean;
  readonly timeout: number;
}

export function applyCommand(run: Run): Command {
  return new Command("apply")
    .summary("make tables what their files want")
    .argument("<file...>", "files, each with one table or more")
    .option("--ensure", "create tables that are missing and change nothing else")
    .option("--allow-replace", "delete and make anew a table whose key or local indexes differ")
    .option("--delete-items", "replace also a table that has items")
    .addOption(
      new Option(
        "--confirm <table>",
        "with --yes, instead of typing it: a table to replace; repeatable",
      ).argParser(collected),
    )
    .addOption(
      new Option("--timeout <duration>", "how long each step may take at most")
        .argParser(timeoutMs)
        .default(3_600_000, "1h"),
    )
    .addHelpText(
      "after",
      examples([
        "dyn table apply scenarios/tables/hot-data.yaml --dry-run",
        "dyn table apply scenarios/tables/hot-data.yaml --yes",
        "dyn table apply scenarios/tables/*.yaml --ensure",
      ]),
    )
    .action(run(apply));
}

async function apply(session: Session, options: Options, files: string[]): Promise<void> {
  const schemas = await readTables(session, files);
  await withDynamo(session, async dynamo => {
    const { connection } = dynamo;
    const { surveyTables } = await import("../../schema/plan/survey.ts");
    const now = new Date(session.context.now());
    const surveys = await surveyTables(dynamo.client, schemas, now, callingOf(session, dynamo));
    // What is there, --ensure leaves as it is.
    const changing = surveys.filter(({ live, plan }) =>
      options.ensure ? live === undefined : plan.action !== "none",
    );
    const plans = changing.map(({ plan }) => plan);
    if (session.flags.dryRun) {
      const { printPlans } = await import("./plan.ts");
      return printPlans(
        session,
        options.ensure ? plans : surveys.map(({ plan }) => plan),
        connection.name,
      );
    }
    await noticeMemory(session, connection);
    if (plans.length > 0) {
      await show(session, plans);
      await refuse(session, dynamo, changing, options);
      await agree(session, plans, connection, options);
    }
    await applyAll(session, dynamo, surveys, options);
  });
}

async function show(session: Session, plans: readonly TablePlan[]): Promise<void> {
  const { plansText } = await import("./plan-text.ts");
  const { noticePaint: paint, context, flags } = session;
  const { columns } = context.stderr;
  await session.notice(plansText(plans, { paint, columns, verbose: flags.verbose }));
}

/** Throws for a table that may not be replaced, before any other is changed. */
async function refuse(
  session: Session,
  dynamo: Dynamo,
  surveys: readonly Survey[],
  options: Options,
): Promise<void> {
  const { checkReplacement } = await import("../../schema/apply/replacement.ts");
  const replacing = { ...callingOf(session, dynamo), ...options };
  for (const { live, plan } of surveys) {
    if (live === undefined || plan.action !== "replace") continue;
    await checkReplacement(dynamo.client, live, plan.changes, replacing);
  }
}

async function applyAll(
  session: Session,
  dynamo: Dynamo,
  surveys: readonly Survey[],
  options: Options,
): Promise<void> {
  const { heldError, plannedRow, printRows } = await import("./apply-rows.ts");
  const target = dynamo.connection.name;
  const rows = new Map(
    surveys.map(({ plan, live }) => [
      plan.table,
      plannedRow(options.ensure && live ? { ...plan, action: "none", steps: [] } : plan),
    ]),
  );
  try {
    for (const survey of surveys) {
      if (survey.plan.action === "none" && survey.isSettled) continue;
      await applyOne(session, dynamo, survey, options, row => rows.set(row.table, row));
    }
  } finally {
    // What was done before a failure is there, so it is told.
    await printRows(
      session,
      target,
      [...rows.values()],
      options.ensure === true || session.flags.verbose,
    );
  }
  const held = heldError([...rows.values()], target);
  if (held) throw held;
}

async function applyOne(
  session: Session,
  dynamo: Dynamo,
  { wanted, plan }: Survey,
  options: Options,
  tell: (row: ApplyRow) => void,
): Promise<void> {
  const { applyTable } = await import("../../schema/apply/apply.ts");
  const { ApplyError } = await import("../../schema/apply/apply-error.ts");
  const { appliedRow, driftText, unfinishedRow } = await import("./apply-rows.ts");
  const { watchSteps } = await import("./apply-steps.ts");
  const target = dynamo.connection.name;
  const steps = watchSteps(session, wanted.table, target);
  // Nobody was asked about a table that was as its file, but not settled: it is waited for only.
  const isAwaited = plan.action === "none";
  try {
    const applied = await applyTable(dynamo.client, wanted, {
      ...callingOf(session, dynamo),
      ensure: options.ensure === true || isAwaited,
      // Only what was asked about is replaced.
      allowReplace: plan.action === "replace" && options.allowReplace === true,
      deleteItems: options.deleteItems === true,
      waitMs: options.timeout,
      onStep: steps.onStep,
      onWait: steps.onWait,
    });
    tell(appliedRow(applied));
    await steps.end(true);
    const { drift } = applied;
    if (isAwaited && drift.length > 0) {
      const differs = `${wanted.table} on ${target} has changed meanwhile: ${driftText(drift)}`;
      throw new DynError("failed", differs, {
        hint: "the same command shows what is to be done now, and does it",
      });
    }
  } catch (error) {
    await steps.end(false);
    if (!(error instanceof ApplyError)) throw error;
    tell(unfinishedRow(plan, error));
    if (error.kind === "interrupted") {
      const lines = [`stopped ${wanted.table} on ${target}`, ...(error.hint ?? "").split("\n")];
      await session.notice(lines.map(escapeControl).join("\n"));
    }
    throw error;
  }
}

function callingOf({ signal }: Session, { connection, endpoint }: Dynamo) {
  return { target: connection.name, signal, at: endpoint.url };
}
