import { expect, it } from "vitest";
import { checkReplacement } from "../../../src/schema/apply/replacement.ts";
import { readLiveTable } from "../../../src/schema/live.ts";
import { whole } from "../../support/descriptions.ts";

const client = { name: "wire" } as Parameters<typeof checkReplacement>[0];
const may = { target: "aws", allowReplace: true, deleteItems: true };

it("replaces no replica of a global table: the others would go on without it", async () => {
  const live = readLiveTable({ Table: whole.Table }, whole.TimeToLive);
  await expect(checkReplacement(client, live, [], may)).rejects.toMatchObject({
    kind: "failed",
    message: "Orders on aws is a global table, with replicas in eu-west-1, us-west-2",
    hint: expect.stringContaining("dyn does not replace"),
  });
});

it("says how a protected table can be replaced", async () => {
  const live = readLiveTable({ Table: { ...whole.Table, Replicas: [] } }, whole.TimeToLive);
  await expect(checkReplacement(client, live, [], may)).rejects.toMatchObject({
    message: "Orders on aws is protected against deletion",
    hint: expect.stringContaining("dyn table dump Orders -t aws"),
  });
});
