import type { Projection } from "./schema.ts";

/** An index's projection in the form that DynamoDB, CloudFormation and NoSQL Workbench share. */
export interface ProjectionForm {
  readonly ProjectionType?: string | undefined;
  readonly NonKeyAttributes?: readonly string[] | undefined;
}

/** All attributes unless it says otherwise. */
export function projectionOf(projection: ProjectionForm | undefined): Projection {
  switch (projection?.ProjectionType) {
    case "KEYS_ONLY":
      return { kind: "keys" };
    case "INCLUDE":
      return { kind: "include", attributes: projection.NonKeyAttributes ?? [] };
    default:
      return { kind: "all" };
  }
}
