import { execFileSync, spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  compressedFrame,
  compressionOf,
  decompressed,
} from "../../../src/data/formats/compression.ts";

const kinds = ["gzip", "zstd"] as const;

async function* inChunks(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function opened(bytes: Uint8Array, kind: "gzip" | "zstd", size = 997): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of decompressed(inChunks(bytes, size), kind)) parts.push(part);
  return Buffer.concat(parts);
}

const text = Buffer.from(
  Array.from({ length: 30_000 }, (_, i) => `{"Id":"user-${(i * 7919) % 10_007}"}\n`).join(""),
);

test("the name tells the compression", () => {
  expect(["a.jsonl", "a.json.gz", "A.CSV.ZST"].map(compressionOf)).toEqual([
    "none",
    "gzip",
    "zstd",
  ]);
});

describe.each(kinds)("%s", kind => {
  test("frames that are put together are read as one", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 3000 }), { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 400 }),
        async (parts, size) => {
          const frames = await Promise.all(parts.map(part => compressedFrame(part, kind)));
          expect(await opened(Buffer.concat(frames), kind, size)).toEqual(Buffer.concat(parts));
        },
      ),
      { numRuns: 60 },
    );
  });

  test("a file that is cut anywhere is no whole one", async () => {
    const frame = await compressedFrame(text, kind);
    const two = Buffer.concat([frame, frame]);
    for (const cut of [1, 4, 30, frame.length - 10, frame.length - 1]) {
      await expect(opened(two.subarray(0, two.length - cut), kind)).rejects.toThrow(
        `its ${kind} is cut off or broken`,
      );
    }
    expect((await opened(two, kind)).equals(Buffer.concat([text, text]))).toBe(true);
  });

  test("a bit that has changed is found", async () => {
    const frame = await compressedFrame(text.subarray(0, 20_000), kind);
    const two = Buffer.concat([frame, frame]);
    const whole = await opened(two, kind);
    const first = kind === "gzip" ? 10 : 5;
    for (let at = first; at < frame.length; at += Math.ceil(frame.length / 60)) {
      const broken = Buffer.from(two);
      const place = frame.length + at;
      broken[place] = (broken[place] ?? 0) ^ 8;
      // A few bits of the headers change nothing that is read.
      const read = await opened(broken, kind).catch((error: Error) => error.message);
      if (typeof read === "string") expect(read).toContain("cut off or broken");
      else expect(read.equals(whole), `byte ${at}`).toBe(true);
    }
  });

  test("what stands behind is not left out in silence", async () => {
    const frame = await compressedFrame(text, kind);
    for (const behind of ["garbage", "\0garbage"]) {
      const file = Buffer.concat([frame, Buffer.from(behind)]);
      await expect(opened(file, kind)).rejects.toThrow("cut off or broken");
    }
  });

  test("an error of the file itself stays what it is", async () => {
    async function* failing() {
      yield await compressedFrame(text, kind);
      throw new Error("EIO");
    }
    const read = async () => {
      for await (const _ of decompressed(failing(), kind));
    };
    await expect(read()).rejects.toThrow("EIO");
  });

  test.skipIf(spawnSync(kind, ["--version"]).status !== 0)(
    "the program reads ours, and we its",
    async () => {
      const ours = Buffer.concat([
        await compressedFrame(text, kind),
        await compressedFrame(Buffer.alloc(0), kind),
        await compressedFrame(text, kind),
      ]);
      const options = { maxBuffer: 64 * 1024 * 1024 };
      const back = execFileSync(kind, ["-dc"], { ...options, input: ours });
      expect(back.equals(Buffer.concat([text, text]))).toBe(true);
      const levels = kind === "gzip" ? ["-1", "-9"] : ["-1", "-19", "--no-check"];
      for (const level of levels) {
        const theirs = execFileSync(kind, ["-c", level], { ...options, input: text });
        expect(
          (await opened(Buffer.concat([theirs, ours]), kind)).equals(
            Buffer.concat([text, text, text]),
          ),
        ).toBe(true);
      }
    },
  );
});

test("a zstd frame whose window would fill the memory is refused as zstd itself refuses it", async () => {
  const magic = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
  // A hundred bytes, in a window of 128 MiB, 256 MiB and as one segment of 1 TiB.
  const block = Buffer.from([0x23, 0x03, 0x00, 0x41]);
  const frame = (...header: number[]) => Buffer.concat([magic, Buffer.from(header), block]);
  expect((await opened(frame(0, 17 << 3), "zstd")).toString()).toBe("A".repeat(100));
  for (const large of [frame(0, 18 << 3), frame(0xe0, 0, 0, 0, 0, 0, 1, 0, 0)]) {
    await expect(opened(large, "zstd")).rejects.toThrow("more than 128 MiB of memory");
  }
});
