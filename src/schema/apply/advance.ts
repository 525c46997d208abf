import type { Client } from "../../dynamodb/client.ts";
import { ReplyError } from "../../dynamodb/errors.ts";
import { DynError } from "../../errors.ts";
import type { LiveTable } from "../live.ts";
import type { Step, TablePlan } from "../plan/plan.ts";
import { planTable } from "../plan/plan-table.ts";
import type { TableSchema } from "../schema.ts";
import type { ApplyOptions } from "./apply.ts";
import type { Journal } from "./journal.ts";
import { isOptional } from "./optional.ts";
import { perform } from "./perform.ts";
import { checkReplacement, deletionStep } from "./replacement.ts";
import { settledTable } from "./settled.ts";

/** A call whose reply is lost this often has been tried enough. */
const mostLostReplies = 3;
/** What AWS tells may lag behind what it has taken, by some seconds: looks at growing intervals. */
const looks = { aws: 12, emulator: 2 } as const;

/** Takes one step of an apply; undefined when something must be waited for first. */
export async function advance(
  client: Client,
  wanted: TableSchema,
  journal: Journal,
  options: ApplyOptions,
): Promise<"advanced" | "finished" | undefined> {
  const isExpected = journal.isCreated && !journal.isSeen;
  const live = await settledTable(client, wanted, isExpected, options);
  if (live === undefined && journal.isSeen) {
    throw new DynError("failed", `${wanted.table} on ${options.target} was deleted meanwhile`);
  }
  const plan = planTable(wanted, live, new Date());
  const isReplacement = live !== undefined && plan.action === "replace";
  const steps = isReplacement ? [deletionStep(wanted.table), ...plan.steps] : plan.steps;
  const settled = journal.settle(steps);
  if (settled) options.onStep?.(settled.what, "done");
  const left = steps.filter(step => !journal.isSkipped(step));
  if (live !== undefined) {
    journal.see();
    if (options.ensure === true && !journal.isCreated) {
      journal.drift = plan.changes.map(({ setting }) => setting);
      return "finished";
    }
    if (isReplacement) {
      await checkReplacement(client, live, plan.changes, options);
      journal.release();
    }
  }
  journal.left = left.map(({ what }) => what);
  const [step] = left;
  if (step === undefined) return journal.isSure(plan.notes) ? "finished" : undefined;
  const again = journal.cameUpAgain(step);
  if (again === 0) return take(client, step, { plan, live }, journal, options);
  if (again <= looks[isAws(live) ? "aws" : "emulator"]) return wait(step.what, journal, options);
  return leaveOut(
    step,
    `${options.target} took it and shows no change: ${step.what}`,
    plan,
    journal,
  );
}

async function take(
  client: Client,
  step: Step,
  { plan, live }: { readonly plan: TablePlan; readonly live: LiveTable | undefined },
  journal: Journal,
  options: ApplyOptions,
): Promise<"advanced" | undefined> {
  if (journal.start(step)) options.onStep?.(step.what, "started");
  const ended = await perform(client, step, options).catch((error: unknown) => {
    if (error instanceof ReplyError && error.outcome === "unknown") journal.doubt(step);
    throw error;
  });
  switch (ended.kind) {
    case "done":
      journal.take(step);
      options.onStep?.(step.what, "done");
      return "advanced";
    case "busy":
      return wait(ended.why, journal, options);
    case "unknown":
      // What is live says whether it was carried out.
      journal.doubt(step);
      if (journal.fail(step) >= mostLostReplies) throw ended.error;
      return wait(step.what, journal, options);
    case "held": {
      const hold = plan.changes.find(each => each.hold && step.settings.includes(each.setting));
      journal.held.push({ what: step.what, why: hold?.hold ?? ended.error.service.message });
      journal.skip(step);
      return "advanced";
    }
    case "missing":
      return leaveOut(step, `${options.target} has no ${ended.feature}`, plan, journal);
    case "refused":
      // It may have been carried out by another, a moment ago.
      if (journal.fail(step) === 1) return wait(step.what, journal, options);
      if (isAws(live) || !isOptional(step)) throw ended.error;
      return leaveOut(
        step,
        `${options.target} does not take it: ${step.what} (${ended.error.service.message})`,
        plan,
        journal,
      );
    default:
      return ended satisfies never;
  }
}

function wait(what: string, journal: Journal, options: ApplyOptions): undefined {
  journal.awaited = what;
  options.onWait?.(what);
}

function leaveOut(step: Step, why: string, { table }: TablePlan, journal: Journal): "advanced" {
  if (!isOptional(step)) throw new DynError("failed", `${table}: ${why}`);
  journal.notes.add(`${why}; left out`);
  journal.skip(step);
  return "advanced";
}

/** Emulators tell no warm throughput; what AWS refuses is a mistake, what they refuse is not there. */
function isAws(live: LiveTable | undefined): boolean {
  return live?.schema.warmThroughput !== undefined;
}
