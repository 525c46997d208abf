import { expect, it } from "vitest";
import { costText, truncateNotes } from "../../../src/commands/table/truncate-text.ts";
import { listPrices } from "../../../src/config/prices.ts";
import { truncateCost } from "../../../src/data/truncate-cost.ts";
import { readLiveTable } from "../../../src/schema/live.ts";
import { whole } from "../../support/descriptions.ts";

it("escapes what a table may hold", () => {
  const TimeToLiveDescription = { TimeToLiveStatus: "ENABLED", AttributeName: "At\u001b[2J" };
  const Table = { ...whole.Table, Replicas: [{ RegionName: "eu\u001b[2J" }] };
  const live = readLiveTable({ Table }, { TimeToLiveDescription });
  const cost = truncateCost(live);
  const text = costText(cost, truncateNotes(live, cost, { name: "staging" }), 80);
  expect(text).toContain("At\\u{1b}[2J");
  expect(text).not.toContain("\u001b");
});

it("tells what it costs in money only where that is spent", () => {
  const Table = { ...whole.Table, TableClassSummary: undefined };
  const live = readLiveTable({ Table }, {});
  const { readUnits = 0, writeUnits, dollars } = truncateCost(live, listPrices);
  expect(dollars).toBeCloseTo((readUnits * 0.125 + writeUnits * 0.625) / 1e6);
  const cost = truncateCost(live, listPrices);
  expect(truncateNotes(live, cost, { name: "staging", prices: listPrices })[0]).toMatch(
    /^that is about \$\d+\.\d\d at us-east-1's list price, on demand$/,
  );
  expect(truncateCost(live).dollars).toBeUndefined();
});

it("names the target of the table that could be made anew", () => {
  const live = readLiveTable(whole, {});
  const cost = { ...truncateCost(live), items: 10_000 };
  expect(truncateNotes(live, cost, { name: "staging" })).toContainEqual(
    expect.stringMatching(/^a new table costs no units: .*, each with -t staging$/),
  );
});
