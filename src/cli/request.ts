import type { OperationName, WireInput } from "../dynamodb/request.ts";
import { harmless } from "../output/items/terminal.ts";
import type { Session } from "./session.ts";

/** What would be sent, for --explain and --dry-run: the operation, and its input as the AWS CLI takes it. */
export async function printRequest(
  session: Session,
  operation: OperationName,
  input: WireInput,
): Promise<void> {
  const data = { operation, input };
  await session.print({ data, table: () => harmless(JSON.stringify(data, null, 2)) });
}
