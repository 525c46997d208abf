import { type Opened, withTarget } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import { isPrivate } from "../../config/connection.ts";
import { DynError } from "../../errors.ts";
import { escapeControl } from "../../output/escape.ts";
import { interleave } from "./interleave.ts";
import { type PerformOptions, perform } from "./perform.ts";
import type { ScenarioFile } from "./scenarios.ts";
import type { Outcome, Variant } from "./variants.ts";

export interface VariantsOptions extends Omit<PerformOptions, "client" | "onResult"> {
  /** How many turns each variant has; absent: they run one after the other. */
  readonly interleave?: number | undefined;
  readonly maxConnections: number;
  /** Of PostgreSQL that dyn starts itself. */
  readonly replicas?: number | undefined;
}

/**
 * Runs the same scenarios in each variant. One that fails does not keep the others from being run; a
 * run that is interrupted ends all of them. What was measured is in `outcomes` as soon as it is, also
 * when this rejects.
 */
export async function runVariants(
  session: Session,
  outcomes: readonly Outcome[],
  scenarios: readonly ScenarioFile[],
  options: VariantsOptions,
): Promise<void> {
  if (options.interleave === undefined) return runInTurn(session, outcomes, scenarios, options);
  const turns = options.interleave;
  await withAll(session, outcomes, options, opened =>
    interleave(session, opened, scenarios, { ...options, turns }),
  );
}

async function runInTurn(
  session: Session,
  outcomes: readonly Outcome[],
  scenarios: readonly ScenarioFile[],
  options: VariantsOptions,
): Promise<void> {
  const done = new Set<string>();
  for (const outcome of outcomes) {
    const { variant, results } = outcome;
    const { name } = variant.connection;
    await unlessAlone(session, outcomes, outcome, () =>
      withTarget(
        session,
        async opened => {
          if (done.has(name) && !isPrivate(variant.connection)) await session.notice(leftBehind);
          done.add(name);
          await perform(session, opened, scenarios, {
            ...options,
            client: variant.client,
            onResult: result => results.push(result),
          });
        },
        openOptions(variant, options),
      ),
    );
    if (session.signal.aborted) return;
  }
}

const leftBehind =
  "the same tables again: what runs next finds what the one before it has left in them\n";

/** A variant that is open. */
export interface OpenVariant {
  readonly outcome: Outcome;
  readonly opened: Opened;
  /** Notes what ends it early, unless there is no other to go on. */
  attempt(work: () => Promise<void>): Promise<void>;
}

/** Opens all variants at once; those that cannot be opened have failed. */
async function withAll(
  session: Session,
  outcomes: readonly Outcome[],
  options: VariantsOptions,
  use: (opened: readonly OpenVariant[]) => Promise<void>,
): Promise<void> {
  const open = async (at: number, before: readonly OpenVariant[]): Promise<void> => {
    const outcome = outcomes[at];
    if (outcome === undefined) return use(before);
    let isOpen = false;
    const rest = (opened?: Opened) => {
      isOpen = opened !== undefined;
      const attempt = (work: () => Promise<void>) => unlessAlone(session, outcomes, outcome, work);
      return open(at + 1, opened ? [...before, { outcome, opened, attempt }] : before);
    };
    try {
      await withTarget(session, rest, openOptions(outcome.variant, options));
    } catch (error) {
      if (isOpen) throw error;
      await unlessAlone(session, outcomes, outcome, () => Promise.reject(error));
      await rest();
    }
  };
  await open(0, []);
}

function openOptions({ connection, client }: Variant, options: VariantsOptions) {
  const { maxConnections, replicas } = options;
  return { connection, client, maxConnections, ...(replicas !== undefined && { replicas }) };
}

/** Notes a failure with its variant, and says so, where there are others. */
async function unlessAlone(
  session: Session,
  outcomes: readonly Outcome[],
  outcome: Outcome,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (outcomes.length === 1 || !(error instanceof DynError)) throw error;
    outcome.failure = error;
    if (session.signal.aborted) return;
    const { label, client } = outcome.variant;
    const said = `✘ ${escapeControl(label)} · ${client}: ${escapeControl(error.message)}`;
    await session.notice(`${session.noticePaint.red(said)}\n`);
  }
}
