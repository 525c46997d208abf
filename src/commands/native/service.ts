import { type Dynamo, withDynamo } from "../../cli/open.ts";
import type { Session } from "../../cli/session.ts";
import { ReplyError } from "../../dynamodb/errors.ts";
import { DynError } from "../../errors.ts";

/** What only DynamoDB itself does, and no emulator. */
export type ServiceFeature = "backups" | "exports to S3" | "imports from S3";

/**
 * Opens the target for something that the embedded engine has not, and says so where that is meant;
 * with --dry-run it is opened all the same, to show the request.
 */
export async function withService(
  session: Session,
  feature: ServiceFeature,
  use: (dynamo: Dynamo) => Promise<void>,
): Promise<void> {
  await withDynamo(session, async dynamo => {
    const { kind, name } = dynamo.connection;
    if (kind !== "dynamodb" && !session.flags.dryRun) throw lacking(name, feature);
    try {
      await use(dynamo);
    } catch (error) {
      const isUnknown =
        error instanceof ReplyError && error.service.code === "UnknownOperationException";
      throw isUnknown ? lacking(name, feature) : error;
    }
  });
}

function lacking(target: string, feature: ServiceFeature): DynError {
  return new DynError("failed", `${target} has no ${feature}: only DynamoDB itself does them`, {
    hint: "name AWS with -t aws, or a target of dyn.yaml; --dry-run shows the request",
  });
}

/** What the calls of a command share. */
export function callingOf({ signal }: Session, { connection, endpoint }: Dynamo) {
  return { target: connection.name, signal, at: endpoint.url };
}
