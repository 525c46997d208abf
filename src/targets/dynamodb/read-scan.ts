import { replyError } from "../../dynamodb/errors.ts";
import type { Condition } from "../../expressions/ast.ts";
import type { TableSchema } from "../../schema/schema.ts";
import type { Scope } from "../../template/scope.ts";
import type { Item } from "../../values/attribute.ts";
import type { ScanRequest } from "../target.ts";
import { Clauses } from "./clauses.ts";
import { OperationScope } from "./operation-scope.ts";
import { nextRequest, type PagedRequest, resumeAfter } from "./pages.ts";
import { readPersistently } from "./persistence.ts";
import type { Source } from "./reader.ts";
import { throwIfUnsent } from "./unsent.ts";

/** Pages of a table's or an index's items; a page that fails is asked for again. */
export async function* scanPages(
  { client, at }: Source,
  table: TableSchema,
  request: ScanRequest,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly Item[], void, undefined> {
  const scan = scanRequest(table, request);
  const [first, next] = [client.prepare(scan), client.prepare(nextRequest(scan))];
  const scope = new OperationScope(noDraw);
  do {
    const send = scope.resume === undefined ? first : next;
    const reply = await readPersistently(() => send(scope, signal && { signal }), signal);
    throwIfUnsent(reply);
    if (reply.outcome !== "ok") throw replyError(reply, request.table, at);
    scope.resume = resumeAfter(scan.operation, reply.body);
    yield (reply.body.member("Items") ?? []) as readonly Item[];
  } while (scope.resume !== undefined);
}

/** A check's own `${…}` belong to no item. */
const noDraw: Scope = { seed: 0, index: 0, vars: {}, now: Date.now };

function scanRequest(table: TableSchema, request: ScanRequest): PagedRequest {
  const { index, where, negate = false, parameters, select } = request;
  const clauses = new Clauses(parameters);
  const filter: Condition | undefined = where && negate ? { kind: "not", condition: where } : where;
  // A global index has no strongly consistent reads.
  const consistent = !table.indexes.some(({ name }) => name === index);
  const input = {
    TableName: request.table,
    IndexName: index,
    FilterExpression: clauses.condition(filter),
    ProjectionExpression: clauses.projection(select?.map(name => [name] as const)),
    ...clauses.members(),
    ...(consistent && { ConsistentRead: true }),
  };
  return { operation: "Scan", input };
}
