import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  dataFileName,
  type ExportAbout,
  exportFile,
  exportManifests,
  exportPaths,
  newExportId,
} from "../../../src/data/formats/aws-export.ts";
import type { ExportFile } from "../../../src/data/formats/aws-layout.ts";
import { compressedFrame } from "../../../src/data/formats/compression.ts";
import type { InputFormat } from "../../../src/data/formats/format.ts";
import { type InputFile, inputFiles } from "../../../src/data/formats/input-files.ts";
import { inChunks } from "./reading.ts";

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "dyn-input-"));
});
afterEach(() => rm(cwd, { recursive: true }));

const put = (name: string, content: string | Uint8Array) => writeFile(join(cwd, name), content);

function found(words: readonly string[], format?: InputFormat, stdin = "") {
  return inputFiles(words, { cwd, stdin: inChunks(stdin), format });
}

/** `name format count` of each file, read to its end. */
async function read(...args: Parameters<typeof found>): Promise<string[]> {
  const shown: string[] = [];
  for (const file of await found(...args)) {
    shown.push(`${file.name} ${file.format} ${await countOf(file)}`);
  }
  return shown;
}

async function countOf(file: InputFile | undefined): Promise<number> {
  let count = 0;
  for await (const records of file?.records() ?? []) count += records.length;
  return count;
}

describe("files", () => {
  test("formats by name, by content, by --format", async () => {
    await put("a.jsonl", '{"Id":1}\n{"Id":2}\n');
    await put("b.ndjson.gz", await compressedFrame(Buffer.from('{"Id":1}'), "gzip"));
    await put("c.csv.zst", await compressedFrame(Buffer.from("Id\n1\n"), "zstd"));
    await put(
      "d.json.gz",
      await compressedFrame(Buffer.from('\n{"Item":{"Id":{"S":"a"}}}'), "gzip"),
    );
    await put("e.txt", '\ufeff  {"Id":1}');
    await put("f.dead-letter.jsonl", '{"item":{"Id":1}}');
    await put("g.txt", "Id\n1\n");
    await put("h.json", "");
    const names = ["a.jsonl", "b.ndjson.gz", "c.csv.zst", "d.json.gz", "e.txt"];
    expect(await read([...names, "f.dead-letter.jsonl", "h.json"])).toEqual([
      "a.jsonl jsonl 2",
      "b.ndjson.gz jsonl 1",
      "c.csv.zst csv 1",
      "d.json.gz dynamodb-json 1",
      "e.txt jsonl 1",
      "f.dead-letter.jsonl dead-letter 1",
      "h.json jsonl 0",
    ]);
    expect(await read(["g.txt"], "csv")).toEqual(["g.txt csv 1"]);
    await expect(found(["g.txt"])).rejects.toThrow("cannot tell the format of g.txt");
  });

  test("a file that is cut between two lines while it is read, with how much of it was", async () => {
    const line = `{"Id":"${"x".repeat(1000)}"}\n`;
    await put("a.jsonl", line.repeat(1000));
    const [file] = await found(["a.jsonl"]);
    await put("a.jsonl", line.repeat(400));
    await expect(countOf(file)).rejects.toThrow("a.jsonl was cut while it was read, after 400");
  });

  test("standard input, once", async () => {
    expect(await read(["-"], undefined, '\n\n{"Item":{"Id":{"S":"a"}}}\n')).toEqual([
      "standard input dynamodb-json 1",
    ]);
    expect(await read(["-"], "csv", "Id\n1\n2\n")).toEqual(["standard input csv 2"]);
    await expect(found(["-", "-"])).rejects.toThrow("twice");
  });

  test("standard input tells what it is compressed with", async () => {
    const text = Buffer.from('{"Id":1}\n'.repeat(3));
    for (const kind of ["gzip", "zstd"] as const) {
      const bytes = await compressedFrame(text, kind);
      for (const format of [undefined, "jsonl"] as const) {
        const [file] = await inputFiles(["-"], { cwd, stdin: inChunks(bytes), format });
        expect(await countOf(file)).toBe(3);
      }
      const stdin = inChunks(bytes.subarray(0, 9));
      await expect(inputFiles(["-"], { cwd, stdin })).rejects.toThrow(`input: its ${kind} is cut`);
    }
  });

  test("a pipe gives all that comes through it, once", async () => {
    execFileSync("mkfifo", [join(cwd, "pipe")]);
    const text = '{"Id":1}\n'.repeat(30_000);
    const written = writeFile(join(cwd, "pipe"), text);
    const [file] = await found(["pipe"]);
    expect(await countOf(file)).toBe(30_000);
    expect(file?.sizeBytes).toBeUndefined();
    await written;
  });

  test("globs, in their order; a name that is there is no glob", async () => {
    await mkdir(join(cwd, "sub"));
    for (const name of ["b.jsonl", "a.jsonl", "sub/c.jsonl", "x[1].jsonl"]) {
      await put(name, '{"Id":1}\n');
    }
    const names = async (word: string) => (await found([word])).map(file => file.name);
    expect(await names("?.jsonl")).toEqual(["a.jsonl", "b.jsonl"]);
    expect(await names("**/*.jsonl")).toEqual(["a.jsonl", "b.jsonl", "sub/c.jsonl", "x[1].jsonl"]);
    expect(await names("x[1].jsonl")).toEqual(["x[1].jsonl"]);
    await expect(found(["*.csv"])).rejects.toThrow("no such file: *.csv");
    await expect(found(["nope.jsonl"])).rejects.toThrow("no such file: nope.jsonl");
  });

  test("one that is cut off tells how many records came before", async () => {
    const lines = Array.from({ length: 50_000 }, (_, i) => `{"Id":"${(i * 7919) % 99_991}"}\n`);
    for (const [ending, kind] of [
      ["gz", "gzip"],
      ["zst", "zstd"],
    ] as const) {
      const whole = await compressedFrame(Buffer.from(lines.join("")), kind);
      await put(`a.jsonl.${ending}`, whole.subarray(0, whole.length - 1000));
      await expect(read([`a.jsonl.${ending}`])).rejects.toThrow(
        new RegExp(`^a\\.jsonl\\.${ending}, after \\d+ records: its ${kind} is cut off or broken`),
      );
    }
  });

  test("bytes of the disk are told as they come", async () => {
    await put("a.jsonl", '{"Id":1}\n{"Id":2}\n');
    const [file] = await found(["a.jsonl"]);
    let bytes = 0;
    for await (const _ of file?.records({ skip: 1, onBytes: count => (bytes += count) }) ?? []);
    expect(bytes).toBe(file?.sizeBytes);
  });
});

describe("AWS exports", () => {
  const about: ExportAbout = {
    id: newExportId(new Date(1_690_000_000_000)),
    tableArn: "arn:aws:dynamodb:us-east-1:123456789012:table/Orders",
    startedAt: new Date(1_690_000_000_000),
    endedAt: new Date(1_690_000_100_000),
    exportedAt: new Date(1_690_000_000_000),
    sizeBytes: 60,
  };
  const { folder, data } = exportPaths(about.id);

  /** An export of two files of items and an empty one; gives the names of the three. */
  async function written(): Promise<string[]> {
    await mkdir(join(cwd, folder, "data"), { recursive: true });
    const files: ExportFile[] = [];
    for (const count of [2, 0, 1]) {
      const lines = Array.from({ length: count }, (_, i) => `{"Item":{"Id":{"S":"${i}"}}}\n`);
      const key = data(dataFileName(about.id, files.length));
      const bytes = count === 0 ? "" : await compressedFrame(Buffer.from(lines.join("")), "gzip");
      await put(key, bytes);
      files.push(await exportFile(join(cwd, key), key, count));
    }
    for (const { path, text } of exportManifests(about, files)) await put(path, text);
    return files.map(file => file.dataFileS3Key);
  }

  const edit = async (name: string, change: (text: string) => string) => {
    const text = await readFile(join(cwd, folder, name), "utf8");
    await put(join(folder, name), change(text));
  };

  /** Manifests of other files than ours, with checksums that are right. */
  async function relisted(change: (line: string) => string): Promise<void> {
    const { md5Of } = await import("../../../src/data/formats/aws-layout.ts");
    await edit("manifest-files.json", change);
    const text = await readFile(join(cwd, folder, "manifest-files.json"), "utf8");
    await put(join(folder, "manifest-files.checksum"), md5Of(text));
  }

  test("are read whichever of their folders, or the manifest, is named", async () => {
    const names = await written();
    expect(names[0]).toMatch(
      /^AWSDynamoDB\/01690000000000-[\da-f]{8}\/data\/[a-z2-7]{26}\.json\.gz$/,
    );
    const expected = names.map((name, at) => `${name} dynamodb-json ${[2, 0, 1][at]}`);
    expect(await read([folder])).toEqual(expected);
    expect(await read(["AWSDynamoDB"])).toEqual(expected);
    expect(await read([join(folder, "manifest-summary.json")])).toEqual(expected);
    await symlink(join(cwd, folder), join(cwd, "link"));
    expect((await read(["link"])).length).toBe(3);
  });

  test("have the members that AWS's manifests have", async () => {
    await written();
    const summary = JSON.parse(await readFile(join(cwd, folder, "manifest-summary.json"), "utf8"));
    expect(summary).toEqual({
      version: "2020-06-30",
      exportArn: `${about.tableArn}/export/${about.id}`,
      startTime: "2023-07-22T04:26:40.000Z",
      endTime: "2023-07-22T04:28:20.000Z",
      tableArn: about.tableArn,
      tableId: null,
      exportTime: "2023-07-22T04:26:40.000Z",
      s3Bucket: "",
      s3Prefix: null,
      s3SseAlgorithm: "AES256",
      s3SseKmsKeyId: null,
      manifestFilesS3Key: `${folder}/manifest-files.json`,
      billedSizeBytes: 60,
      itemCount: 3,
      outputFormat: "DYNAMODB_JSON",
    });
  });

  test("with the names and the hexadecimal digits that checksums have elsewhere", async () => {
    await written();
    for (const stem of ["manifest-files", "manifest-summary"]) {
      const base64 = await readFile(join(cwd, folder, `${stem}.checksum`), "utf8");
      await put(join(folder, `${stem}.md5`), `${Buffer.from(base64, "base64").toString("hex")}\n`);
      await rm(join(cwd, folder, `${stem}.checksum`));
    }
    expect((await read([folder])).length).toBe(3);
  });

  test.each(["manifest-files", "manifest-summary"])(
    "a %s.json that was changed is refused",
    async stem => {
      await written();
      await edit(`${stem}.json`, text => `${text} `);
      await expect(found([folder])).rejects.toThrow(`its ${stem}.json is not as its checksum says`);
      await rm(join(cwd, folder, `${stem}.checksum`));
      await expect(found([folder])).rejects.toThrow(`the checksum of its ${stem}.json is missing`);
    },
  );

  test("a data file that is missing, other than listed, or outside is refused", async () => {
    const [first = ""] = await written();
    const path = join(cwd, first);
    const bytes = await readFile(path);
    await rename(path, `${path}.moved`);
    await expect(found([folder])).rejects.toThrow(`1 of its data files are missing: data/`);
    await put(first, await compressedFrame(Buffer.from('{"Item":{"Id":{"S":"x"}}}\n'), "gzip"));
    await expect(read([folder])).rejects.toThrow(
      "is not what its manifest says: its MD5 is another",
    );
    await put(first, bytes);
    await relisted(text =>
      text.replace('"itemCount":2', '"itemCount":1').replace('"itemCount":0', '"itemCount":1'),
    );
    await expect(read([folder])).rejects.toThrow("it has 2 items, not 1");
    for (const key of [
      "../../../etc/passwd",
      `${folder}/../../x.gz`,
      "/etc/passwd",
      `${folder}/`,
    ]) {
      await relisted(text => text.replace(/"dataFileS3Key":"[^"]*"/, `"dataFileS3Key":"${key}"`));
      await expect(found([folder])).rejects.toThrow("names a file outside of it");
    }
  });

  test("incremental ones, other formats and other totals are refused", async () => {
    await written();
    const { md5Of } = await import("../../../src/data/formats/aws-layout.ts");
    const name = "manifest-summary.json";
    const original = await readFile(join(cwd, folder, name), "utf8");
    for (const [from, to, problem] of [
      ['"version"', '"exportType":"INCREMENTAL_EXPORT","version"', "incremental export"],
      ["DYNAMODB_JSON", "ION", 'its format is "ION"'],
      ['"itemCount":3', '"itemCount":4', "it has 4 items, and its manifest-files.json lists 3"],
    ] as const) {
      const text = original.replace(from, to);
      await put(join(folder, name), text);
      await put(join(folder, "manifest-summary.checksum"), md5Of(text));
      await expect(found([folder])).rejects.toThrow(problem);
    }
  });

  test("none or several below a directory", async () => {
    await mkdir(join(cwd, "empty"));
    await expect(found(["empty"])).rejects.toThrow("empty is a directory without an AWS export");
    await written();
    await mkdir(join(cwd, "AWSDynamoDB", "other"));
    await put("AWSDynamoDB/other/manifest-summary.json", "{}");
    await expect(found(["AWSDynamoDB"])).rejects.toThrow("holds 2 AWS exports");
  });
});
