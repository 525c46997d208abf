import { DynError } from "../errors.ts";
import type {
  Action,
  Flow,
  FlowStep,
  Isolation,
  Operation,
  Scenario,
} from "../scenario/scenario.ts";
import type { Prepared, Target } from "../targets/target.ts";
import type { Clock } from "./clock.ts";
import { createFlow, type Performer } from "./flow.ts";
import { untilFresh } from "./freshness.ts";
import { noteOf, noteWrites } from "./noting.ts";
import { createTransaction } from "./transaction.ts";
import type { WrittenItems } from "./written-items.ts";

interface Preparation {
  readonly target: Target;
  readonly written: WrittenItems;
  readonly retryConflicts: number;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
}

/** Has the target compile every operation, in the scenario's order. */
export function preparePerformers(
  { operations }: Scenario,
  target: Target,
  written: WrittenItems,
  { clock, signal }: Pick<Preparation, "clock"> & { readonly signal?: AbortSignal },
): Promise<readonly Performer[]> {
  return Promise.all(
    operations.map(({ action, retryConflicts }: Operation) => {
      const preparation = { target, written, retryConflicts, clock, signal };
      if (action.kind !== "flow") return prepareSingle(action, preparation);
      const { transaction } = action;
      return transaction === undefined
        ? prepareFlow(action, preparation)
        : prepareTransaction(action, transaction, preparation);
    }),
  );
}

async function prepareSingle(action: Action, preparation: Preparation): Promise<Performer> {
  const send = noteWrites(action, await prepare({ action }, preparation), preparation.written);
  return (scopes, signal) => {
    const scope = scopes[0];
    if (scope === undefined) throw new RangeError("an operation has a scope");
    return send(scope, signal);
  };
}

async function prepareFlow({ steps }: Flow, preparation: Preparation): Promise<Performer> {
  const prepared = steps.map(async step => {
    const send = await prepare(step, preparation);
    return { ...step, send: noteWrites(step.action, send, preparation.written) };
  });
  return createFlow(await Promise.all(prepared));
}

/** What is retried is the whole; a step is not, on its own. */
async function prepareTransaction(
  { steps }: Flow,
  isolation: Isolation,
  preparation: Preparation,
): Promise<Performer> {
  const { target, written, retryConflicts, signal } = preparation;
  if (target.prepareTransaction === undefined) {
    const { store } = target.capabilities;
    throw new DynError("invalid", `${store} cannot make one transaction of a flow's steps`);
  }
  const once = { ...preparation, retryConflicts: 0 };
  const prepared = steps.map(async step => ({
    ...step,
    send: await prepare(step, once),
    note: noteOf(step.action, written, { atomic: true }),
  }));
  const options = { retryConflicts, ...(signal && { signal }) };
  const transact = await target.prepareTransaction(isolation, options);
  return createTransaction(await Promise.all(prepared), transact);
}

async function prepare(
  { action, as, restarts = 0 }: Pick<FlowStep, "action"> & Partial<FlowStep>,
  { target, retryConflicts, clock, signal }: Preparation,
): Promise<Prepared> {
  const send = await target.prepare(action, {
    retryConflicts,
    ...(as !== undefined && { capture: true }),
    ...(restarts > 0 && { findsRows: true }),
    ...(signal && { signal }),
  });
  const waits = action.kind === "get" && action.until !== undefined;
  return waits ? untilFresh(send, action.until, clock) : send;
}
