import { Command } from "commander";
import { examples, type Run } from "../../cli/action.ts";
import { withDynamo } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import { DynError } from "../../errors.ts";
import type { TablePlan } from "../../schema/plan/plan.ts";
import { readTables } from "./files.ts";

interface Options {
  readonly detailedExitcode?: boolean;
}

export function planCommand(run: Run): Command {
  return new Command("plan")
    .summary("show in what live tables differ from their files")
    .argument("<file...>", "files, each with one table or more")
    .option("--detailed-exitcode", "end with 3 when anything differs")
    .addHelpText(
      "after",
      examples([
        "dyn table plan scenarios/tables/events.yaml",
        "dyn table plan scenarios/tables/*.yaml -o json",
        "dyn table plan scenarios/tables/user-sessions.yaml --detailed-exitcode",
      ]),
    )
    .action(run(plan));
}

async function plan(session: Session, options: Options, files: string[]): Promise<void> {
  const schemas = await readTables(session, files);
  await withDynamo(
    session,
    async ({ client, endpoint, connection }) => {
      const { surveyTables } = await import("../../schema/plan/survey.ts");
      const now = new Date(session.context.now());
      const call = { signal: session.signal, at: endpoint.url };
      const surveys = await surveyTables(client, schemas, now, call);
      const plans = surveys.map(survey => survey.plan);
      await printPlans(session, plans, connection.name);
      if (options.detailedExitcode === true && plans.some(({ action }) => action !== "none")) {
        throw new DynError("differences", "not all tables are as their files want them");
      }
    },
    { client: "wire" },
  );
}

/** Plans as `dyn table plan` and every dry run of a change print them. */
export async function printPlans(
  session: Session,
  plans: readonly TablePlan[],
  target: string,
): Promise<void> {
  const { plansText } = await import("./plan-text.ts");
  const ok = plans.every(({ action }) => action === "none");
  await session.print({
    data: { schema: "dyn.plan/1", target, tables: plans, ok },
    table: () =>
      plansText(plans, {
        paint: session.paint,
        columns: session.context.stdout.columns,
        verbose: session.flags.verbose,
      }),
    rows: plans.map(each => ({ ...each })),
  });
}
