import type { Session } from "../../cli/session.ts";
import { type Connection, isSql } from "../../config/connection.ts";
import { runCost, type Tariff } from "../../data/run-cost.ts";
import { type ComparedTarget, type Comparison, compare } from "../../engine/comparison.ts";
import { columnsOf } from "../../output/wrap.ts";
import { clientsText } from "../../reporters/text/clients.ts";
import { comparisonText } from "../../reporters/text/comparison.ts";
import type { Outlet } from "./outlet.ts";
import type { ScenarioFile } from "./scenarios.ts";
import type { Outcome } from "./variants.ts";

/** What targets measured of each scenario, side by side; nothing of those that none has come to. */
export function comparisonsOf(
  scenarios: readonly ScenarioFile[],
  outcomes: readonly Outcome[],
  interleave: number | undefined,
): readonly Comparison[] {
  return scenarios.flatMap(({ scenario }, at) => {
    const { name, description, seed } = scenario;
    if (!outcomes.some(({ results }) => results[at] !== undefined)) return [];
    const about = { scenario: name, description, seed, interleave: interleave ?? null };
    return [
      compare(
        about,
        outcomes.map(outcome => targetOf(outcome, at)),
      ),
    ];
  });
}

function targetOf({ variant, results, failure }: Outcome, at: number): ComparedTarget {
  const { label, connection } = variant;
  const result = results[at];
  if (result !== undefined) {
    return { label, result, cost: runCost(result, tariffOf(connection)) };
  }
  return { label, failure: failure?.message ?? "not run" };
}

function tariffOf(connection: Connection): Tariff {
  if (!isSql(connection)) return { kind: "units", prices: connection.prices };
  if (connection.kind !== "sql" && connection.sqlPrices === undefined) return { kind: "none" };
  return { kind: "instances", prices: connection.sqlPrices };
}

/** Prints comparisons: for people after the results of each, elsewhere in their place. */
export async function printComparisons(
  session: Session,
  comparisons: readonly Comparison[],
  print: Outlet,
): Promise<void> {
  const columns = columnsOf(session.context.stdout);
  for (const comparison of comparisons) {
    const table = () => `\n${comparisonText(comparison, session.paint, columns)}`;
    if (session.format("document") === "table") await session.print({ data: comparison, table });
    else await print.add({ data: comparison, table });
  }
}

/** For people, prints what the clients measured side by side, a table a scenario. */
export async function compareClients(
  session: Session,
  outcomes: readonly Outcome[],
): Promise<void> {
  if (session.format("document") !== "table") return;
  const columns = columnsOf(session.context.stdout);
  const results = outcomes.flatMap(outcome => outcome.results);
  for (const name of new Set(results.map(({ scenario }) => scenario))) {
    const ofScenario = results.filter(({ scenario }) => scenario === name);
    if (ofScenario.length < 2) continue;
    const text = `\n${clientsText(ofScenario, session.paint, columns)}`;
    await session.print({ data: ofScenario, table: () => text });
  }
}
