import { describe, expect, it } from "vitest";
import { liveText } from "../../../src/commands/table/live-text.ts";
import { listPrices } from "../../../src/config/prices.ts";
import { widthOf } from "../../../src/output/items/cell.ts";
import { paint } from "../../../src/output/paint.ts";
import { readLiveTable } from "../../../src/schema/live.ts";
import { whole, wholeMinimal } from "../../support/descriptions.ts";

const view = {
  prices: listPrices,
  target: "staging",
  paint: paint(false),
  columns: 80,
  now: new Date((1_790_000_000 + 12 * 86_400) * 1_000),
};

describe("liveText", () => {
  it("tells all that AWS tells, in 80 columns", () => {
    const text = liveText(readLiveTable({ Table: whole.Table }, whole.TimeToLive), view);
    expect(text).toBe(`Orders · staging · ACTIVE · created 12 days ago
  key         CustomerId S, OrderId S
  items       1,204,331 items, 3.1 GB, as last counted
  storage     about $0.43 a month for 4.31 GB with indexes: an estimate at
              us-east-1's list price, $0.10 a GB-month
  billing     on-demand
  at most     10,000 read units a second
  warm        12,000 read, 4,000 write units a second
  ttl         ExpiresAt (ENABLED)
  stream      new-and-old-images
  encryption  the key arn:aws:kms:us-east-1:123456789012:key/5f1c
  class       infrequent-access
  protection  cannot be deleted
  replicas    eu-west-1, us-west-2
  arn         arn:aws:dynamodb:us-east-1:123456789012:table/Orders

indexes
  ByPlace  ACTIVE       1,204,331 items  1.2 GB
    Country S + City S, Total N · keys and Name, Phone
    at most 2,000 write units a second
    warm 12,000 read, 4,000 write units a second
  ByTotal  BACKFILLING
    Total N · keys only

local indexes
  ByDate     4,331 items  9.9 MB
    CustomerId S, PlacedAt N · all attributes`);
    expect(text.split("\n").filter(line => widthOf(line) > 80)).toEqual([]);
  });

  it("wraps what is long, and escapes what a table may hold", () => {
    const text = liveText(readLiveTable({ Table: whole.Table }, {}), { ...view, columns: 40 });
    expect(
      text
        .split("\n")
        .slice(1)
        .filter(line => widthOf(line) > 40 && !line.includes("ByPlace")),
    ).toEqual([]);
    const Replicas = [{ RegionName: "eu\u001b[2J" }];
    const TableStatus = "ODD\u001b[2J";
    const GlobalSecondaryIndexes = whole.Table.GlobalSecondaryIndexes.map(index => ({
      ...index,
      IndexStatus: "ODD\u001b[2J",
      Backfilling: false,
    }));
    const Table = { ...whole.Table, Replicas, TableStatus, GlobalSecondaryIndexes };
    const wild = liveText(readLiveTable({ Table }, {}), view);
    expect(wild).toContain("eu\\u{1b}[2J");
    expect(wild).not.toContain("\u001b");
  });

  it("names what is off, and no cost of what has no size", () => {
    expect(
      liveText(readLiveTable({ Table: wholeMinimal }, {}), view),
    ).toBe(`Users · staging · ACTIVE
  key         Id S
  items       0 items, as last counted
  billing     on-demand
  warm        12,000 read, 4,000 write units a second
  encryption  a key that AWS owns
  class       standard
  off         limits, stream, protection`);
  });

  it.each([
    [
      "STANDARD",
      10 * 1024 ** 3,
      "about $2.50 a month for 10 GB: an estimate at us-east-1's list price, $0.25 a GB-month; the first 25 GB a month of the standard class are free per account and region",
    ],
    [
      "STANDARD_INFREQUENT_ACCESS",
      20_000 * 1024 ** 3,
      "about $2,000.00 a month for 19.5 TB: an estimate at us-east-1's list price, $0.10 a GB-month",
    ],
    [
      "STANDARD_INFREQUENT_ACCESS",
      1024,
      "less than $0.01 a month for 1 KB: an estimate at us-east-1's list price, $0.10 a GB-month",
    ],
  ])("estimates what storage costs in class %s", (TableClass, TableSizeBytes, expected) => {
    const Table = { ...wholeMinimal, TableClassSummary: { TableClass }, TableSizeBytes };
    const text = liveText(readLiveTable({ Table }, {}), { ...view, columns: 300 });
    expect(/storage +(.*)/.exec(text)?.[1]).toBe(expected);
  });
});
