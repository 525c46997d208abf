import type { Session } from "../../cli/session.ts";
import { type ClientName, clientNames } from "../../dynamodb/client.ts";
import type { Result } from "../../engine/result.ts";
import { columnsOf } from "../../output/wrap.ts";
import { clientsText } from "../../reporters/text/clients.ts";

/** What `--client` takes: one of them, or each of them in turn. */
export type ClientChoice = ClientName | "all";

interface Chosen {
  readonly client: ClientChoice;
  readonly setupOnly?: boolean;
}

/** The clients to run with, in their order; a set-up takes one, whatever comes after it. */
export function clientsOf({ client, setupOnly = false }: Chosen): readonly ClientName[] {
  if (client !== "all") return [client];
  return setupOnly ? ["wire"] : clientNames;
}

/** Runs the same with each client, one after the other, until a run is interrupted. */
export async function runWithEach(
  clients: readonly ClientName[],
  run: (client: ClientName) => Promise<readonly Result[]>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const client of clients) {
    results.push(...(await run(client)));
    if (results.some(({ interrupted }) => interrupted)) break;
  }
  return results;
}

/** For people, prints what the clients measured side by side, a table a scenario. */
export async function compareClients(session: Session, results: readonly Result[]): Promise<void> {
  const { stdout } = session.context;
  if (session.format("document") !== "table") return;
  const columns = columnsOf(stdout);
  for (const name of new Set(results.map(({ scenario }) => scenario))) {
    const ofScenario = results.filter(({ scenario }) => scenario === name);
    if (ofScenario.length < 2) continue;
    const text = `\n${clientsText(ofScenario, session.paint, columns)}`;
    await session.print({ data: ofScenario, table: () => text });
  }
}
