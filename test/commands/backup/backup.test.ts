import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cloud, startCloud } from "../../support/cloud.ts";
import { dynAnywhere } from "../../support/in-process.ts";

let cloud: Cloud;

beforeAll(async () => {
  cloud = await startCloud({ looks: 2, lag: 2, backupsIn: 1 });
  await cloud.table("table: Orders\npartitionKey: Id S\n");
  await cloud.table("table: Users\npartitionKey: Id S\n");
  cloud.plane.fill("Orders", 1000);
});

afterAll(() => cloud.close());

const terminal = { stdinTTY: true, stdoutTTY: true, stderrTTY: true };

describe("dyn backup, synthetic", () => {
  it("backs a table up under a name with the time, also one that was just made", async () => {
    const { code, out, err } = await cloud.dyn(["backup", "create", "Orders"]);
    expect({ code, ...JSON.parse(out) }).toMatchObject({
      code: 0,
      name: "Orders-20260101T000000Z",
      table: "Orders",
      status: "CREATING",
      type: "USER",
      createdAt: "2026-01-01T00:00:00.000Z",
      sizeBytes: 300_000,
    });
    expect(err).toContain("dyn backup describe Orders-20260101T000000Z --wait -t cloud");
    expect(cloud.calls("CreateBackup")).toHaveLength(2);
  });

  it("waits until it can be restored", async () => {
    const created = await cloud.dyn(["backup", "create", "Orders", "--name", "weekly", "--wait"]);
    expect(JSON.parse(created.out)).toMatchObject({ name: "weekly", status: "AVAILABLE" });
    const waited = await cloud.dyn(["backup", "describe", "Orders-20260101T000000Z", "--wait"]);
    expect(JSON.parse(waited.out)).toMatchObject({ BackupDetails: { BackupStatus: "AVAILABLE" } });
  });

  it("lists them page by page, by table, type and time", async () => {
    cloud.plane.backups.page = 1;
    cloud.plane.advance(3_600_000);
    await cloud.dyn(["backup", "create", "Users", "--name", "later", "--wait"]);
    cloud.plane.backups.add("Orders", "by-vault", "AWS_BACKUP");
    const names = async (...words: string[]) =>
      (await cloud.dyn(["backup", "list", ...words, "-o", "jsonl"])).out
        .trimEnd()
        .split("\n")
        .map(line => JSON.parse(line).name);
    expect(await names()).toEqual(["Orders-20260101T000000Z", "weekly", "later", "by-vault"]);
    expect(await names("Orders", "--type", "user")).toEqual(["Orders-20260101T000000Z", "weekly"]);
    expect(await names("--from", "30m ago")).toEqual(["later", "by-vault"]);
    expect(await names("--to", "2026-01-01T00:30:00Z", "--limit", "1")).toEqual([
      "Orders-20260101T000000Z",
    ]);
    const shown = await cloud.dyn(["backup", "list", "Orders", "--type", "user"], terminal);
    expect(shown.out).toMatch(/^weekly +Orders +.*ago +293 KB +AVAILABLE +USER$/m);
  });

  it("shows one", async () => {
    const { out } = await cloud.dyn(["backup", "describe", "weekly"], terminal);
    expect(out).toMatch(/^weekly · cloud · AVAILABLE · USER\n/);
    expect(out).toMatch(/^ +table +Orders$/m);
    expect(out).toMatch(/^ +holds +1,000 items, 293 KB$/m);
  });

  it("says when there is none, and which one may be meant", async () => {
    const { code, err } = await cloud.dyn(["backup", "describe", "weekli"]);
    expect(code).toBe(1);
    expect(err).toContain("weekli: no such backup on cloud\n       did you mean weekly?");
    const missing = await cloud.dyn(["backup", "create", "Order"]);
    expect(missing.err).toContain("Order: no such table on cloud\n       did you mean Orders?");
  });

  it("wants the ARN where two have the same name", async () => {
    await cloud.dyn(["backup", "create", "Users", "--name", "twin", "--wait"]);
    await cloud.dyn(["backup", "create", "Orders", "--name", "twin", "--wait"]);
    const { code, err } = await cloud.dyn(["backup", "describe", "twin"]);
    expect(code).toBe(2);
    expect(err).toContain("2 backups are called twin");
    const [arn] = /arn:\S+table\/Users\S+/.exec(err) ?? [""];
    expect((await cloud.dyn(["backup", "describe", arn])).code).toBe(0);
  });

  it("deletes one after asking, and has its name typed on a protected target", async () => {
    await cloud.dyn(["backup", "create", "Users", "--name", "old", "--wait"]);
    const no = await cloud.dyn(["backup", "delete", "old"], { ...terminal, typed: "n\n" });
    expect(no.err).toContain("delete backup old (Users, 0 B, a moment ago) on cloud? [y/N]");
    expect(no.code).toBe(1);
    const words = ["backup", "delete", "old", "-t", "guarded", "--yes"];
    const wrong = await cloud.dyn(words, { ...terminal, typed: "y\n" });
    expect(wrong.err).toContain("Type old to go on");
    expect((await cloud.dyn(words, { ...terminal, typed: "old\n" })).out).toBe(
      "deleted backup old of Users on guarded\n",
    );
    expect((await cloud.dyn(["backup", "describe", "old"])).code).toBe(1);
    const vault = await cloud.dyn(["backup", "delete", "by-vault", "--yes"]);
    expect(vault.err).toContain("by-vault on cloud is kept by AWS Backup");
  });

  it("says at Ctrl-C that the backup goes on, and how to wait for it", async () => {
    const plane = cloud.plane;
    const { onCall } = plane;
    let interrupt = () => {};
    plane.onCall = (operation, input) => {
      onCall?.(operation, input);
      if (operation === "DescribeBackup") interrupt();
    };
    const { code, err } = await cloud.dyn(
      ["backup", "create", "Users", "--name", "cut", "--wait"],
      {
        onStart: pull => {
          interrupt = pull;
        },
      },
    );
    plane.onCall = onCall;
    expect(code).toBe(130);
    expect(err).toContain(
      "the backup goes on at the service; wait for it again with: dyn backup describe cut --wait -t cloud",
    );
    expect((await cloud.dyn(["backup", "describe", "cut", "--wait"])).code).toBe(0);
  });

  it("shows the request with --dry-run, and makes none", async () => {
    const before = cloud.calls("CreateBackup").length;
    const { out } = await cloud.dyn(["backup", "create", "Users", "--name", "n", "--dry-run"]);
    expect(JSON.parse(out)).toEqual({
      operation: "CreateBackup",
      input: { TableName: "Users", BackupName: "n" },
    });
    expect(cloud.calls("CreateBackup")).toHaveLength(before);
  });

  it("is refused on the embedded engine, which has none", async () => {
    const { code, err } = await dynAnywhere(["backup", "list", "-t", "memory"]);
    expect(code).toBe(1);
    expect(err).toContain("memory has no backups: only DynamoDB itself does them");
    expect(err).toContain("name AWS with -t aws");
  });
});
