import type { schemasOf } from "../../query/schemas.ts";
import type { Parts } from "../../server.ts";
import type { Answers } from "../answer.ts";
import type { documented } from "../openapi/operations.ts";

/** What the routes of the API are made of. */
export interface Api {
  readonly parts: Parts;
  readonly answers: Answers;
  readonly schemas: ReturnType<typeof schemasOf>;
  /** What the OpenAPI document tells of each route. */
  readonly docs: ReturnType<typeof documented>;
}
