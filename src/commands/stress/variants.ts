import type { Session } from "../../cli/session.ts";
import { type Connection, isSql } from "../../config/connection.ts";
import { connectionOf } from "../../config/resolve.ts";
import { type ClientName, clientNames } from "../../dynamodb/client.ts";
import type { Result } from "../../engine/result.ts";
import { DynError } from "../../errors.ts";

/** What `--client` takes: one of them, or each of them in turn. */
export type ClientChoice = ClientName | "all";

/** One of the ways in which the same scenarios are run: where, and by what. */
export interface Variant {
  /** The target's name, with a number where it is named more than once. */
  readonly label: string;
  readonly connection: Connection;
  /** What speaks to DynamoDB. */
  readonly client: ClientName;
}

/** How a variant went. */
export interface Outcome {
  readonly variant: Variant;
  /** Of the scenarios in their order, as far as they were measured. */
  readonly results: Result[];
  /** What ended it early, where others went on. */
  failure?: DynError;
}

interface Chosen {
  readonly client?: ClientChoice;
  readonly setupOnly?: boolean;
  readonly checksOnly?: boolean;
}

/**
 * The variants that the flags ask for: each target with one client, or one target with each client.
 * @throws DynError "usage" for both at once, and for a client where no target has a choice of them
 */
export async function variantsOf(session: Session, chosen: Chosen): Promise<readonly Variant[]> {
  const { context, flags } = session;
  const { client, setupOnly = false, checksOnly = false } = chosen;
  const named = flags.targets.length > 0 ? flags.targets : [undefined];
  const connections = await Promise.all(
    named.map(target => connectionOf(context, target, "memory")),
  );
  if (client === "all" && connections.length > 1) {
    throw new DynError("usage", "--client all is for one target, and here are several", {
      hint: "compare targets with one client, or clients on one target",
    });
  }
  if (client !== undefined && connections.every(isSql)) {
    const names = connections.map(({ name }) => name).join(", ");
    throw new DynError("usage", `--client is for DynamoDB, and ${names} speaks SQL`, {
      hint: "leave it out: each engine of SQL has one client",
    });
  }
  // A set-up takes one client, whatever comes after it.
  const once = setupOnly || checksOnly;
  const clients =
    client === "all" ? (once ? (["wire"] as const) : clientNames) : [client ?? "wire"];
  return connections.flatMap((connection, at) =>
    clients.map(each => ({ label: labelOf(connections, at), connection, client: each })),
  );
}

/** `memory`, and `memory #2` where it is the second of that name. */
function labelOf(connections: readonly Connection[], at: number): string {
  const name = connections[at]?.name ?? "";
  const before = connections.slice(0, at).filter(each => each.name === name).length;
  return before === 0 ? name : `${name} #${before + 1}`;
}

/** Whether they differ in their targets, not in their clients. */
export function areTargets(variants: readonly Variant[]): boolean {
  return new Set(variants.map(({ label }) => label)).size > 1;
}
