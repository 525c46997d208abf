import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Cloud, startCloud } from "../../support/cloud.ts";
import { dynAnywhere } from "../../support/in-process.ts";

let cloud: Cloud;
const hourMs = 3_600_000;
const place = "s3://exports/daily/";

beforeAll(async () => {
  cloud = await startCloud({ looks: 2, lag: 2, backupsIn: 0 });
  await cloud.table("table: Orders\npartitionKey: Id S\npointInTimeRecovery: true\n");
  await cloud.table("table: Plain\npartitionKey: Id S\n");
  cloud.plane.fill("Orders", 1000);
});

beforeEach(() => {
  cloud.plane.jobs.outcome = {};
  // Past the life of every token.
  cloud.plane.advance(9 * hourMs);
});

afterAll(() => cloud.close());

const exporting = (...words: string[]) => cloud.dyn(["export", "Orders", ...words]);
const last = () => cloud.calls("ExportTableToPointInTime").at(-1);

describe("dyn export --native, synthetic", () => {
  it("lets DynamoDB export a table, follows that to its end, and says where it is", async () => {
    const { code, out, err } = await exporting("--native", place);
    const data = JSON.parse(out);
    expect({ code, ...data }).toMatchObject({
      code: 0,
      schema: "dyn.native/1",
      kind: "export",
      table: "Orders",
      target: "cloud",
      status: "COMPLETED",
      items: 1000,
      bytes: 300_000,
    });
    expect(data.manifest).toMatch(
      /^s3:\/\/exports\/daily\/AWSDynamoDB\/[\d-]+\/manifest-summary\.json$/,
    );
    expect(err).toContain(`export ${data.arn}`);
    expect(last()).toMatchObject({
      S3Bucket: "exports",
      S3Prefix: "daily/",
      ExportFormat: "DYNAMODB_JSON",
      ExportType: "FULL_EXPORT",
    });
  });

  it("finds its own job again, and begins another one when it is told to", async () => {
    const { started } = cloud.plane.jobs;
    const first = await exporting("--native", place, "--no-wait");
    expect(JSON.parse(first.out)).toMatchObject({ status: "IN_PROGRESS" });
    const { arn } = JSON.parse(first.out);
    const second = await exporting("--native", place);
    expect(JSON.parse(second.out)).toMatchObject({ arn, status: "COMPLETED" });
    const third = await exporting("--native", place);
    expect(JSON.parse(third.out)).toMatchObject({ arn, status: "COMPLETED" });
    expect(third.err).toMatch(/found the export that ended 2026-\S+; --anew begins another one/);
    expect(cloud.plane.jobs.started).toBe(started + 1);
    const anew = await exporting("--native", place, "--anew");
    expect(JSON.parse(anew.out).arn).not.toBe(arn);
  });

  it("exports the table as it was, and what has changed", async () => {
    await exporting("--native", place, "--at", "2h ago", "--no-wait");
    const ago = (hours: number) => (cloud.plane.nowMs - hours * hourMs) / 1000;
    expect(last()).toMatchObject({ ExportTime: ago(2) });
    await exporting("--native", place, "--from", "6h ago", "--to", "1h ago", "--no-wait");
    expect(last()).toMatchObject({
      ExportType: "INCREMENTAL_EXPORT",
      IncrementalExportSpecification: { ExportFromTime: ago(6), ExportToTime: ago(1) },
    });
  });

  it("tells why one failed, and begins anew with the same command", async () => {
    cloud.plane.jobs.outcome = {
      status: "FAILED",
      FailureCode: "S3NoSuchBucket",
      FailureMessage: "The specified bucket does not exist",
    };
    const { code, out, err } = await exporting("--native", "s3://no-bucket");
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ status: "FAILED" });
    expect(err).toContain(
      "the export of Orders on cloud has failed: S3NoSuchBucket: The specified bucket does not exist",
    );
    cloud.plane.jobs.outcome = {};
    const again = await exporting("--native", "s3://no-bucket");
    expect(JSON.parse(again.out)).toMatchObject({ status: "COMPLETED" });
  });

  it("says at Ctrl-C that the export goes on, and follows it by its ARN", async () => {
    const { plane } = cloud;
    const { onCall } = plane;
    let interrupt = () => {};
    plane.onCall = (operation, input) => {
      onCall?.(operation, input);
      if (operation === "DescribeExport") interrupt();
    };
    const { code, err } = await cloud.dyn(["export", "Orders", "--native", "s3://cut-bucket"], {
      onStart: pull => {
        interrupt = pull;
      },
    });
    plane.onCall = onCall;
    expect(code).toBe(130);
    const [, arn = ""] =
      /the export goes on at the service; wait for it again with: dyn export Orders --follow (\S+) -t cloud/.exec(
        err,
      ) ?? [];
    const followed = await exporting("--follow", arn);
    expect(JSON.parse(followed.out)).toMatchObject({ arn, status: "COMPLETED" });
    const other = await cloud.dyn(["export", "Plain", "--follow", arn]);
    expect(other.err).toContain("that is a job of Orders, not of Plain");
  });

  it("outlasts failures of the service while it follows, and knows a job that is none", async () => {
    const { plane } = cloud;
    const { onCall } = plane;
    // More than one look's attempts.
    let failures = 6;
    plane.onCall = (operation, input) => {
      onCall?.(operation, input);
      if (operation === "DescribeExport" && failures-- > 0) throw new Error("out of order");
    };
    const { code, out } = await exporting("--native", "s3://weak-bucket");
    const { arn } = JSON.parse(out);
    plane.onCall = onCall;
    expect(code).toBe(0);
    const none = await exporting("--follow", `${arn}9`, "--timeout", "1ms");
    expect(none.code).toBe(1);
    expect(none.err).toContain("cloud tells of no such export");
  });

  it("ends in time", async () => {
    const { code, err } = await exporting("--native", "s3://slow-bucket", "--timeout", "1ms");
    expect(code).toBe(1);
    expect(err).toContain("the export of Orders on cloud is not over in time");
  });

  it("says how to have point-in-time recovery, and what it reaches", async () => {
    const off = await cloud.dyn(["export", "Plain", "--native", place]);
    expect(off.code).toBe(1);
    expect(off.err).toContain("Plain on cloud has no point-in-time recovery");
    expect(off.err).toContain("dyn table apply Plain.yaml -t cloud");
    const early = await exporting("--native", place, "--at", "2025-01-01T00:00:00Z");
    expect(early.err).toContain("is before what Orders can be recovered to");
    expect(early.err).toContain("from 2026-01-01T00:00:00.000Z to ");
  });

  it("refuses what DynamoDB does not do, before any call", async () => {
    const usage = async (...words: string[]) => {
      const { code, err } = await exporting(...words);
      expect(code).toBe(2);
      return err;
    };
    expect(await usage("--native", "/tmp/x")).toContain("--native /tmp/x is no place in S3");
    expect(await usage("--native", place, "--filter", "A = 1")).toContain("takes no filter");
    expect(await usage("--native", place, "--format", "csv")).toContain("AWS exports no csv");
    expect(await usage("--native", place, "--to", "1h ago")).toContain("--to goes with --from");
    expect(await usage("--at", "2h ago")).toContain("--at: only with --native");
    expect(await usage("out.jsonl", "--no-wait")).toContain("--no-wait: only with --native");
    expect(await usage("--follow", "x")).toContain("x is no job's ARN");
  });

  it("shows the request with --dry-run", async () => {
    const { started } = cloud.plane.jobs;
    const { out } = await exporting("--native", place, "--dry-run");
    expect(JSON.parse(out)).toMatchObject({
      operation: "ExportTableToPointInTime",
      input: { S3Bucket: "exports", ClientToken: expect.stringMatching(/^dyn-[0-9a-f]{32}$/) },
    });
    expect(cloud.plane.jobs.started).toBe(started);
  });

  it("is refused on the embedded engine", async () => {
    const { code, err } = await dynAnywhere(["export", "T", "--native", place, "-t", "memory"]);
    expect(code).toBe(1);
    expect(err).toContain("memory has no exports to S3");
  });
});
