import { expect, it } from "vitest";
import type { Client, Reply } from "../../../src/dynamodb/client.ts";
import { settledTable } from "../../../src/schema/apply/settled.ts";
import { parseTableSchemas } from "../../../src/schema/parse.ts";
import { wholeMinimal } from "../../support/descriptions.ts";

const [wanted] = parseTableSchemas("table: Users\npartitionKey: Id S\n", "t.yaml");

/** Describes the table with these statuses, one after the other, the last one for good. */
function describing(...statuses: string[]): Client {
  const send = async (): Promise<Reply> => {
    const TableStatus = statuses.length > 1 ? statuses.shift() : statuses[0];
    const body = { json: () => ({ Table: { ...wholeMinimal, TableStatus } }) };
    return { outcome: "ok", body, attempts: 1, throttles: [] } as unknown as Reply;
  };
  return { name: "wire", send } as unknown as Client;
}

it.each([
  [["INACCESSIBLE_ENCRYPTION_CREDENTIALS"]],
  [["UPDATING", "INACCESSIBLE_ENCRYPTION_CREDENTIALS"]],
  [["ARCHIVED"]],
])("waits for no table whose status does not end by itself: %j", async statuses => {
  if (wanted === undefined) throw new Error("no table");
  const status = statuses.at(-1) ?? "";
  await expect(
    settledTable(describing(...statuses), wanted, false, { target: "aws", waitMs: 2_000 }),
  ).rejects.toMatchObject({
    message: `Users on aws cannot be changed: it is ${status}`,
    hint: expect.stringContaining("KMS"),
  });
});
