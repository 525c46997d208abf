import { expect, it } from "vitest";
import { costText, truncateNotes } from "../../../src/commands/table/truncate-text.ts";
import { truncateCost } from "../../../src/data/truncate-cost.ts";
import { readLiveTable } from "../../../src/schema/live.ts";
import { whole } from "../../support/descriptions.ts";

it("escapes what a table may hold", () => {
  const TimeToLiveDescription = { TimeToLiveStatus: "ENABLED", AttributeName: "At\u001b[2J" };
  const Table = { ...whole.Table, Replicas: [{ RegionName: "eu\u001b[2J" }] };
  const live = readLiveTable({ Table }, { TimeToLiveDescription });
  const cost = truncateCost(live);
  const text = costText(cost, truncateNotes(live, cost), 80);
  expect(text).toContain("At\\u{1b}[2J");
  expect(text).not.toContain("\u001b");
});
