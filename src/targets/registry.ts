import type { ClientName, Endpoint } from "../dynamodb/client.ts";
import type { Target } from "./target.ts";

export interface TargetOptions {
  /** As the user named the target; shown in messages and results. */
  readonly name: string;
  readonly client: ClientName;
}

type OpenTarget = (endpoint: Endpoint, options: TargetOptions) => Promise<Target>;

/** What opens each kind of target; loaded when one is asked for. */
const targets = {
  dynamodb: async (endpoint, options) =>
    (await import("./dynamodb/index.ts")).openDynamoTarget(endpoint, options),
} satisfies Record<string, OpenTarget>;

/** Opens a target; whoever opens it closes it. */
export function openTarget(endpoint: Endpoint, options: TargetOptions): Promise<Target> {
  return targets.dynamodb(endpoint, options);
}
