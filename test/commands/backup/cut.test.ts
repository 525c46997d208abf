import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Cloud, startCloud } from "../../support/cloud.ts";
import { type Fault, type FaultProxy, startFaultProxy } from "../../support/fault-proxy.ts";

let cloud: Cloud;
let proxy: FaultProxy | undefined;

beforeAll(async () => {
  cloud = await startCloud({ looks: 1, lag: 0, backupsIn: 0 });
  await cloud.table("table: Orders\npartitionKey: Id S\n");
});

afterEach(async () => {
  await proxy?.close();
  cloud.plane.advance(3_600_000);
});

afterAll(() => cloud.close());

/** Runs dyn behind a proxy that cuts the connection of one operation. */
async function cut(kind: "resetBefore" | "resetAfter", at: string, ...words: string[]) {
  const fault: Fault = { kind };
  proxy = await startFaultProxy(cloud.url, (_n, operation) =>
    operation === at ? fault : undefined,
  );
  return cloud.dyn([...words, "-t", proxy.url.origin]);
}

const arns = async (name: string) => {
  const { out } = await cloud.dyn(["backup", "list", "Orders", "-o", "jsonl"]);
  const lines = out.split("\n").filter(line => line !== "");
  return lines.map(line => JSON.parse(line)).filter(backup => backup.name === name);
};

describe("a connection that is cut while a backup is asked for, synthetic", () => {
  it("costs no backup that was made", async () => {
    const made = await cut(
      "resetAfter",
      "CreateBackup",
      "backup",
      "create",
      "Orders",
      "--name",
      "kept",
    );
    expect(made).toMatchObject({ code: 0 });
    expect((await arns("kept")).map(({ arn }) => arn)).toEqual([JSON.parse(made.out).arn]);
  });

  it("makes no backup of an older one with that name", async () => {
    const words = ["backup", "create", "Orders", "--name", "before-migration"];
    expect(await cloud.dyn(words)).toMatchObject({ code: 0 });
    cloud.plane.advance(60_000);
    const lost = await cut("resetBefore", "CreateBackup", ...words);
    expect(lost).toMatchObject({ code: 4, out: "" });
    expect(await arns("before-migration")).toHaveLength(1);
  });

  it("ends no restore that has begun, and begins none", async () => {
    await cloud.dyn(["backup", "create", "Orders", "--name", "whole", "--wait"]);
    const words = ["backup", "restore", "whole", "--as"];
    const at = "RestoreTableFromBackup";
    expect(await cut("resetBefore", at, ...words, "Restored")).toMatchObject({ code: 4 });
    await proxy?.close();
    const restored = await cut("resetAfter", at, ...words, "Restored");
    expect(restored).toMatchObject({ code: 0 });
    expect(JSON.parse(restored.out)).toMatchObject({ table: "Restored", state: "restored" });
  });

  it("does not keep one that was deleted", async () => {
    await cloud.dyn(["backup", "create", "Orders", "--name", "old", "--wait"]);
    const words = ["backup", "delete", "old", "--yes"];
    expect(await cut("resetBefore", "DeleteBackup", ...words)).toMatchObject({ code: 4 });
    await proxy?.close();
    expect(await cut("resetAfter", "DeleteBackup", ...words)).toMatchObject({ code: 0 });
    expect(await arns("old")).toEqual([]);
  });
});

describe("a backup that is being made still, synthetic", () => {
  it("is not restored: the command that waits for it is told", async () => {
    const { out } = await cloud.dyn(["backup", "create", "Orders", "--name", "young"]);
    const { arn } = JSON.parse(out);
    const { code, err } = await cloud.dyn(["backup", "restore", arn, "--as", "TooEarly"]);
    expect(code).toBe(1);
    expect(err).toContain(`wait for it with: dyn backup describe ${arn} --wait -t cloud`);
  });
});
