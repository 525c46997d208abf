import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cloud, startCloud } from "../../support/cloud.ts";

let cloud: Cloud;
const hourMs = 3_600_000;

const orders = `table: Orders
partitionKey: Id S
billing: { read: 5, write: 6 }
indexes:
  ByEmail: { partitionKey: Email S, capacity: { read: 1, write: 2 } }
  ByPlace: { partitionKey: Place S, projection: keys }
stream: new-and-old-images
ttl: ExpiresAt
pointInTimeRecovery: { days: 7 }
deletionProtection: true
tags: { team: shop, stage: live }
`;

beforeAll(async () => {
  cloud = await startCloud({ looks: 2, lag: 1, backupsIn: 0 });
  await cloud.table(orders);
  await cloud.table("table: Plain\npartitionKey: Id S\n");
  cloud.plane.advance(48 * hourMs);
  await cloud.dyn(["backup", "create", "Orders", "--name", "weekly", "--wait"]);
});

afterAll(() => cloud.close());

const restore = (...words: string[]) => cloud.dyn(["backup", "restore", ...words]);
const described = async (table: string) =>
  JSON.parse((await cloud.dyn(["table", "describe", table])).out);
const lastRestore = (operation: string) => cloud.calls(operation).at(-1);

describe("dyn backup restore, synthetic", () => {
  it("makes a table from a backup, waits until it is whole, and tells what is not restored", async () => {
    const { code, out, err } = await restore("weekly", "--as", "Back");
    expect({ code, ...JSON.parse(out) }).toEqual({
      code: 0,
      table: "Back",
      target: "cloud",
      from: "backup weekly",
      state: "restored",
      settings: [],
    });
    expect(err).toContain(
      "not restored: stream new-and-old-images, ttl ExpiresAt, pointInTimeRecovery, 2 tags, deletionProtection; --with-settings sets them as Orders has them",
    );
    const { Table } = await described("Back");
    expect(Table).toMatchObject({
      TableStatus: "ACTIVE",
      DeletionProtectionEnabled: false,
      RestoreSummary: { RestoreInProgress: false },
    });
    expect(Table.GlobalSecondaryIndexes).toHaveLength(2);
  });

  it("sets what the table it was has, with --with-settings", async () => {
    const { code, out } = await restore("weekly", "--as", "Whole", "--with-settings");
    expect(code).toBe(0);
    expect(JSON.parse(out).settings).not.toEqual([]);
    const live = await described("Whole");
    expect(live.Table).toMatchObject({
      StreamSpecification: { StreamViewType: "NEW_AND_OLD_IMAGES" },
      DeletionProtectionEnabled: true,
    });
    expect(live.TimeToLiveDescription).toMatchObject({ AttributeName: "ExpiresAt" });
    expect(live.Tags).toEqual([
      { Key: "team", Value: "shop" },
      { Key: "stage", Value: "live" },
    ]);
    expect(live.ContinuousBackupsDescription).toMatchObject({
      PointInTimeRecoveryDescription: { RecoveryPeriodInDays: 7 },
    });
    const diff = await cloud.dyn(["table", "diff", "Orders", "Whole"]);
    expect(diff.code).toBe(0);
  });

  it("restores without indexes, with some, and with another billing", async () => {
    await restore("weekly", "--as", "Bare", "--no-indexes", "--billing", "on-demand");
    expect(lastRestore("RestoreTableFromBackup")).toMatchObject({
      TargetTableName: "Bare",
      BillingModeOverride: "PAY_PER_REQUEST",
      GlobalSecondaryIndexOverride: [],
      LocalSecondaryIndexOverride: [],
    });
    await restore("weekly", "--as", "Some", "--indexes", "ByEmail");
    expect(lastRestore("RestoreTableFromBackup")).toMatchObject({
      GlobalSecondaryIndexOverride: [
        {
          IndexName: "ByEmail",
          ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 2 },
        },
      ],
    });
    const small = await restore("weekly", "--as", "Small", "--billing", "2/3");
    expect(small.code).toBe(0);
    const units = { ReadCapacityUnits: 2, WriteCapacityUnits: 3 };
    expect((await described("Small")).Table).toMatchObject({
      ProvisionedThroughput: units,
      GlobalSecondaryIndexes: [{ ProvisionedThroughput: units }, { ProvisionedThroughput: units }],
    });
    const { code, err } = await restore("weekly", "--as", "None", "--indexes", "ByEmial");
    expect(code).toBe(2);
    expect(err).toContain('no index ByEmial; did you mean "ByEmail"?');
  });

  it("makes a table as another was at some time", async () => {
    const at = "2026-01-02T10:00:00Z";
    const { out } = await restore("--table", "Orders", "--at", at, "--as", "Friday");
    expect(JSON.parse(out)).toMatchObject({
      from: "Orders as of 2026-01-02T10:00:00.000Z",
      state: "restored",
    });
    expect(lastRestore("RestoreTableToPointInTime")).toMatchObject({
      SourceTableName: "Orders",
      RestoreDateTime: Date.parse(at) / 1000,
    });
    await restore("--table", "Orders", "--at", "2h ago", "--as", "Before");
    expect(lastRestore("RestoreTableToPointInTime")).toMatchObject({
      RestoreDateTime: (cloud.plane.nowMs - 2 * hourMs) / 1000,
    });
    await restore("--table", "Orders", "--at", "latest", "--as", "Latest");
    expect(lastRestore("RestoreTableToPointInTime")).toMatchObject({
      UseLatestRestorableTime: true,
    });
  });

  it("shows what can be recovered, for a moment outside of it", async () => {
    const { code, err } = await restore("--table", "Orders", "--at", "1m ago", "--as", "Nope");
    expect(code).toBe(1);
    expect(err).toContain("2026-01-02T23:59:00.000Z is after what Orders can be recovered to");
    expect(err).toContain("from 2026-01-01T00:00:00.000Z to 2026-01-02T23:55:00.000Z");
    const off = await restore("--table", "Plain", "--at", "latest", "--as", "Nope");
    expect(off.err).toContain("Plain on cloud has no point-in-time recovery");
    expect(off.err).toContain("write pointInTimeRecovery: true there");
    const zone = await restore("--table", "Orders", "--at", "2026-01-02 10:00", "--as", "Nope");
    expect(zone.code).toBe(2);
    expect(zone.err).toContain('--at "2026-01-02 10:00" is no moment');
  });

  it("refuses a table that is there, and mixed-up words, before any call", async () => {
    const before = cloud.calls("RestoreTableFromBackup").length;
    const { code, err } = await restore("weekly", "--as", "Plain");
    expect(code).toBe(1);
    expect(err).toContain("Plain on cloud is there already");
    expect((await restore("weekly", "--table", "Orders", "--as", "New")).code).toBe(2);
    expect((await restore("--as", "New")).code).toBe(2);
    expect((await restore("weekly", "--as", "New", "--billing", "much")).code).toBe(2);
    expect((await restore("weekly", "--as", "New", "--with-settings", "--no-wait")).err).toContain(
      "--with-settings takes a wait",
    );
    expect(cloud.calls("RestoreTableFromBackup")).toHaveLength(before);
  });

  it("ends at once with --no-wait, and in time with --timeout, and says how to wait", async () => {
    const begun = await restore("weekly", "--as", "Slow", "--no-wait");
    expect(JSON.parse(begun.out)).toMatchObject({ state: "restoring" });
    expect(begun.err).toContain("wait for it with: dyn table wait Slow -t cloud --timeout 24h");
    const late = await restore("weekly", "--as", "Later", "--timeout", "1ms");
    expect(late.code).toBe(1);
    expect(late.err).toContain("the restore of Later on cloud is not over in time");
    expect(late.err).toContain("the restore goes on at the service");
  });

  it("says at Ctrl-C that the restore goes on", async () => {
    const { plane } = cloud;
    const { onCall } = plane;
    let interrupt = () => {};
    let isBegun = false;
    plane.onCall = (operation, input) => {
      onCall?.(operation, input);
      if (isBegun) interrupt();
      isBegun ||= operation === "RestoreTableFromBackup";
    };
    const { code, err } = await cloud.dyn(["backup", "restore", "weekly", "--as", "Cut"], {
      onStart: pull => {
        interrupt = pull;
      },
    });
    plane.onCall = onCall;
    expect(code).toBe(130);
    expect(err).toContain(
      "the restore goes on at the service; wait for it again with: dyn table wait Cut -t cloud --timeout 24h",
    );
    expect((await cloud.dyn(["table", "wait", "Cut"])).code).toBe(0);
  });

  it("has the new name typed on a protected target", async () => {
    const words = ["backup", "restore", "weekly", "--as", "Guarded", "-t", "guarded", "--no-wait"];
    const tty = { stdinTTY: true, stderrTTY: true };
    const { code, err } = await cloud.dyn(words, { ...tty, typed: "no\n" });
    expect(code).toBe(1);
    expect(err).toContain("restore backup weekly as Guarded on guarded? Type Guarded to go on");
  });

  it("restores a table that is gone, and knows no settings of it", async () => {
    const last = cloud.plane.backups.add("Orders", "Orders$DeletedTableBackup", "SYSTEM");
    cloud.plane.drop("Orders");
    const gone = await restore("--table", "Orders", "--at", "latest", "--as", "Again");
    expect(gone.err).toContain("Orders on cloud was deleted");
    expect(gone.err).toContain(`dyn backup restore ${last} --as Again -t cloud`);
    const never = await restore("--table", "Nothing", "--at", "latest", "--as", "Again");
    expect(never.err).toContain("Nothing: no such table on cloud");
    const arn = cloud.plane.backups.arn("weekly");
    const { code, err } = await restore(arn, "--as", "Again", "--no-wait");
    expect(code).toBe(0);
    expect(err).toContain("a restore keeps no stream, ttl, tags");
    const set = await restore(arn, "--as", "Again2", "--with-settings");
    expect(set.code).toBe(1);
    expect(set.err).toContain("Orders is not on cloud any more, and so are its settings");
  });

  it("shows the request with --dry-run", async () => {
    const { out } = await restore("weekly", "--as", "New", "--no-indexes", "--dry-run");
    expect(JSON.parse(out)).toMatchObject({
      operation: "RestoreTableFromBackup",
      input: { TargetTableName: "New", GlobalSecondaryIndexOverride: [] },
    });
  });
});
