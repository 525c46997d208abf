import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Cloud, startCloud } from "../../support/cloud.ts";
import { dynAnywhere } from "../../support/in-process.ts";

let cloud: Cloud;
const place = "s3://moves/orders/";
const report = "s3://moves/reports/";

beforeAll(async () => {
  cloud = await startCloud({ looks: 2, lag: 2, backupsIn: 0 });
  await cloud.table("table: Orders\npartitionKey: Id S\n");
});

beforeEach(() => {
  cloud.plane.jobs.outcome = {};
  // Past the life of every token.
  cloud.plane.advance(9 * 3_600_000);
});

afterAll(() => cloud.close());

function schemaFile(table: string, rest = ""): string {
  writeFileSync(join(cloud.cwd, `${table}.yaml`), `table: ${table}\npartitionKey: Id S\n${rest}`);
  return `${table}.yaml`;
}

const importing = (table: string, ...words: string[]) => cloud.dyn(["import", table, ...words]);

describe("dyn import --native with a schema, synthetic", () => {
  it("lets DynamoDB make a table of files in S3, and sets what only other calls set", async () => {
    const rest =
      "indexes: { ByEmail: { partitionKey: Email S } }\nttl: ExpiresAt\ntags: { team: shop }\nstream: keys-only\n";
    const file = schemaFile("Fresh", rest);
    const { code, out } = await importing("Fresh", "--native", place, "--schema", file);
    expect({ code, ...JSON.parse(out) }).toMatchObject({
      code: 0,
      schema: "dyn.native/1",
      kind: "import",
      table: "Fresh",
      status: "COMPLETED",
      items: 1000,
      failedItems: 0,
    });
    const [asked] = cloud.calls("ImportTable");
    expect(asked).toMatchObject({
      S3BucketSource: { S3Bucket: "moves", S3KeyPrefix: "orders/" },
      InputFormat: "DYNAMODB_JSON",
      InputCompressionType: "NONE",
      TableCreationParameters: {
        TableName: "Fresh",
        BillingMode: "PAY_PER_REQUEST",
        GlobalSecondaryIndexes: [{ IndexName: "ByEmail" }],
      },
    });
    expect(asked?.TableCreationParameters).not.toHaveProperty("StreamSpecification");
    const live = JSON.parse((await cloud.dyn(["table", "describe", "Fresh"])).out);
    expect(live.Table.StreamSpecification).toMatchObject({ StreamViewType: "KEYS_ONLY" });
    expect(live.TimeToLiveDescription).toMatchObject({ AttributeName: "ExpiresAt" });
    expect(live.Tags).toEqual([{ Key: "team", Value: "shop" }]);
  });

  it("finds its own import when the command is given again", async () => {
    const { started } = cloud.plane.jobs;
    const words = ["--native", place, "--schema", schemaFile("Twice")];
    const first = JSON.parse((await importing("Twice", ...words, "--no-wait")).out);
    expect(first.status).toBe("IN_PROGRESS");
    expect(JSON.parse((await importing("Twice", ...words)).out)).toMatchObject({
      arn: first.arn,
      status: "COMPLETED",
    });
    expect(cloud.plane.jobs.started).toBe(started + 1);
  });

  it("ends with 5 when items were left out, and says where their errors are", async () => {
    cloud.plane.jobs.outcome = { ImportedItemCount: 997, ErrorCount: 3 };
    const words = ["--native", place, "--schema", schemaFile("Partly")];
    const { code, out, err } = await importing("Partly", ...words);
    expect(code).toBe(5);
    expect(JSON.parse(out)).toMatchObject({ items: 1000, failedItems: 3 });
    expect(err).toContain("the import of Partly on cloud left 3 items out");
    expect(err).toMatch(/its errors, in CloudWatch Logs: arn:aws:logs:\S+\/aws-dynamodb\/imports/);
  });

  it("tells why one failed", async () => {
    cloud.plane.jobs.outcome = { status: "FAILED", FailureCode: "S3AccessDenied" };
    const words = ["--native", place, "--schema", schemaFile("Failed")];
    const { code, err } = await importing("Failed", ...words);
    expect(code).toBe(1);
    expect(err).toContain("the import of Failed on cloud has failed: S3AccessDenied");
  });

  it("reads csv, and what compression the names tell", async () => {
    const words = ["--native", "s3://moves/a.csv.gz", "--schema", schemaFile("Csv")];
    const { err } = await importing("Csv", ...words, "--format", "csv", "--no-wait");
    expect(err).toContain("AWS reads all of csv but the keys as strings");
    expect(cloud.calls("ImportTable").at(-1)).toMatchObject({
      InputFormat: "CSV",
      InputCompressionType: "GZIP",
    });
  });

  it("refuses a table that is there, and local indexes", async () => {
    const { code, err } = await importing(
      "Orders",
      "--native",
      place,
      "--schema",
      schemaFile("Orders"),
    );
    expect(code).toBe(1);
    expect(err).toContain("Orders on cloud is there already");
    const rest = "sortKey: At N\nlocalIndexes: { ByAge: { sortKey: Age N } }\n";
    const local = await importing("Lsi", "--native", place, "--schema", schemaFile("Lsi", rest));
    expect(local.code).toBe(2);
    expect(local.err).toContain("AWS imports into no table with local indexes: Lsi");
  });
});

describe("dyn import --native into a table that is there, synthetic", () => {
  const words = ["--native", place, "--report", report];

  it("lets DynamoDB put the items, and follows that to its end", async () => {
    const { code, out } = await importing("Orders", ...words, "--max-wcu", "5000");
    expect({ code, ...JSON.parse(out) }).toMatchObject({
      code: 0,
      kind: "bulk put",
      status: "COMPLETED",
      items: 1000,
      bytes: 300_000,
      reports: report,
    });
    expect(cloud.calls("StartBulkPutItems").at(-1)).toMatchObject({
      TableName: "Orders",
      InputS3Configuration: {
        S3Bucket: "moves",
        S3KeyPrefix: "orders/",
        InputFormat: "DYNAMODB_JSON",
      },
      OutputS3Configuration: {
        S3KeyPrefix: "reports/",
        OutputType: ["ERROR", "CONDITION_CHECK_FAILURE"],
      },
      MaxWriteRequestUnits: 5000,
    });
  });

  it("ends with 5 when items were left out, and says where the reports are", async () => {
    cloud.plane.jobs.outcome = { status: "COMPLETED_WITH_ERRORS", FailedItemCount: 1 };
    const { code, err } = await importing("Orders", ...words);
    expect(code).toBe(5);
    expect(err).toContain("the bulk put of Orders on cloud left 1 item out");
    expect(err).toContain(`its reports: ${report}`);
  });

  it("is cancelled by its ARN, and then was", async () => {
    const begun = await importing("Orders", ...words, "--no-wait");
    const { arn } = JSON.parse(begun.out);
    expect(begun.err).toContain(`follow it with: dyn import Orders --follow ${arn} -t cloud`);
    const cancelled = await importing("Orders", "--cancel", arn);
    expect(JSON.parse(cancelled.out)).toEqual({ table: "Orders", arn, state: "cancelling" });
    const { code, err } = await importing("Orders", "--follow", arn);
    expect(code).toBe(1);
    expect(err).toContain("the bulk put of Orders on cloud was cancelled");
  });

  it("refuses what DynamoDB does not do", async () => {
    const usage = async (...more: string[]) => {
      const { code, err } = await importing("Orders", ...more);
      expect(code).toBe(2);
      return err;
    };
    expect(await usage("--native", place)).toContain("where is DynamoDB to report");
    expect(await usage("--native", place, "--report", `${place}errors/`)).toContain(
      "the reports would lie among what is read",
    );
    expect(await usage(...words, "--format", "csv")).toContain("into a table that is there");
    expect(await usage(...words, "--format", "jsonl")).toContain("AWS reads no jsonl from S3");
    expect(await usage(...words, "--max-wcu", "10")).toContain("--max-wcu of 1024 and more");
    expect(await usage(...words, "--on-conflict", "skip")).toContain("takes no on-conflict");
    expect(await usage(...words, "--set", "A = 1")).toContain("takes no transforms");
    writeFileSync(join(cloud.cwd, "new.yaml"), "table: New\npartitionKey: Id S\n");
    const { code, err } = await importing("New", ...words, "--schema", "new.yaml");
    expect(code).toBe(2);
    expect(err).toContain("--native with --schema takes no report");
    expect(await usage("items.jsonl", "--compression", "gzip")).toContain(
      "--compression: only with --native",
    );
  });

  it("has the table's name typed on a protected target", async () => {
    const tty = { stdinTTY: true, stderrTTY: true };
    const typed = await cloud.dyn(["import", "Orders", ...words, "-t", "guarded"], {
      ...tty,
      typed: "no\n",
    });
    expect(typed.code).toBe(1);
    expect(typed.err).toContain("let DynamoDB import into Orders on guarded? Type Orders to go on");
  });

  it("shows the request with --dry-run, and is refused on the embedded engine", async () => {
    const shown = await dynAnywhere(["import", "T", ...words, "-t", "memory", "--dry-run"]);
    expect(JSON.parse(shown.out)).toMatchObject({ operation: "StartBulkPutItems" });
    const { code, err } = await dynAnywhere(["import", "T", ...words, "-t", "memory"]);
    expect(code).toBe(1);
    expect(err).toContain("memory has no imports from S3");
  });
});
