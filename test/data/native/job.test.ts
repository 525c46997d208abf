import { describe, expect, it } from "vitest";
import { bulkJob } from "../../../src/data/native/bulk-job.ts";
import { exportInput, exportJob } from "../../../src/data/native/export-job.ts";
import { jobWords } from "../../../src/data/native/job.ts";
import { s3Place } from "../../../src/data/native/place.ts";
import { compressionOf } from "../../../src/data/native/source.ts";
import { clientToken } from "../../../src/data/native/start.ts";

describe("a job of the service", () => {
  it("is told in words: items, bytes of all, failures", () => {
    const job = bulkJob.read({
      BulkOperationDescription: {
        BulkOperationArn: "arn",
        BulkOperationStatus: "IN_PROGRESS",
        ProcessedItemCount: 1_204_000,
        FailedItemCount: 3,
        ProcessedInputBytes: 310 * 1024 * 1024,
        TotalInputBytes: 1.2 * 1024 ** 3,
      },
    });
    expect(jobWords(job)).toBe("in progress, 1,204,000 items, 310 MB of 1.2 GB, 3 of them failed");
  });

  it("has a token that is the same for the same request alone", () => {
    const place = s3Place("--native", "s3://bucket/a/");
    const full = exportInput("arn", place, { kind: "full", atMs: undefined }, undefined);
    const then = exportInput("arn", place, { kind: "full", atMs: 1e12 }, undefined);
    expect(clientToken(exportJob, full)).toBe(clientToken(exportJob, { ...full }));
    const tokens = [clientToken(exportJob, full), clientToken(exportJob, then)];
    expect(new Set([...tokens, clientToken(exportJob, full, 1)]).size).toBe(3);
  });
});

describe("a place in S3", () => {
  it.each([
    ["s3://bucket", { bucket: "bucket", prefix: "" }],
    ["s3://my.bucket-1/a/b c/", { bucket: "my.bucket-1", prefix: "a/b c/" }],
  ])("%s", (word, place) => expect(s3Place("--native", word)).toEqual(place));

  it.each(["bucket/a", "s3:/bucket", "s3://B", "https://s3.amazonaws.com/bucket"])(
    "%s is none",
    word => expect(() => s3Place("--native", word)).toThrow("is no place in S3"),
  );

  it.each([
    ["a/items.json.gz", "gzip"],
    ["a/items.zst", "zstd"],
    ["x/AWSDynamoDB/0176-a1/data/", "gzip"],
    ["items/", "none"],
  ])("%s holds %s", (prefix, compression) =>
    expect(compressionOf({ bucket: "b", prefix })).toBe(compression),
  );
});
