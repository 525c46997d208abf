import type { SqlSettings } from "../config/sql-settings.ts";
import type { ClientName, Endpoint } from "../dynamodb/client.ts";
import type { Target } from "./target.ts";

export interface TargetOptions {
  /** As the user named the target; shown in messages and results. */
  readonly name: string;
  /** What speaks to DynamoDB; SQL has one client an engine. */
  readonly client: ClientName;
}

/** Where a target's store is. */
export type Place =
  | { readonly kind: "dynamodb"; readonly endpoint: Endpoint }
  | {
      readonly kind: "sql";
      readonly settings: SqlSettings;
      /** The most connections to an instance. */
      readonly maxConnections: number;
      /** Of the process, for passwords. */
      readonly env: Readonly<Record<string, string | undefined>>;
    };

type OpenTarget<Kind extends Place["kind"]> = (
  place: Extract<Place, { kind: Kind }>,
  options: TargetOptions,
) => Promise<Target>;

/** What opens each kind of target; loaded when one is asked for. */
const targets = {
  dynamodb: async ({ endpoint }, options) =>
    (await import("./dynamodb/index.ts")).openDynamoTarget(endpoint, options),
  sql: async (place, options) => (await import("./sql/index.ts")).openSqlTarget(place, options),
} satisfies { [Kind in Place["kind"]]: OpenTarget<Kind> };

/** Opens a target; whoever opens it closes it. */
export function openTarget(place: Place, options: TargetOptions): Promise<Target> {
  return place.kind === "dynamodb" ? targets.dynamodb(place, options) : targets.sql(place, options);
}
