import fc from "fast-check";
import { expect, it } from "vitest";
import { jsonRecords } from "../../src/data/json-records.ts";

async function records(chunks: readonly (Uint8Array | string)[]) {
  async function* source() {
    yield* chunks;
  }
  const found = [];
  for await (const record of jsonRecords(source(), "stdin")) found.push(record);
  return found;
}

it("splits lines wherever the chunks end, within a character too", async () => {
  const lines = ['{"a":"ü"}', "", '{"b":"😀"}', "broken"];
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 9 }), async size => {
      const bytes = Buffer.from(lines.join("\n"));
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
        bytes.subarray(n * size, (n + 1) * size),
      );
      expect(await records(chunks)).toEqual([
        { text: lines[0], line: 1 },
        { text: lines[2], line: 3 },
        { text: "broken", line: 4 },
      ]);
    }),
  );
});

it("takes a document of several lines as one record", async () => {
  const text = '{\n  "a": 1\n}\n';
  const [only, ...others] = await records([text]);
  expect(others).toEqual([]);
  expect(only?.line).toBe(1);
  expect(JSON.parse(only?.text ?? "")).toEqual({ a: 1 });
});

it("refuses bytes that are no UTF-8 instead of replacing them", async () => {
  await expect(records([Buffer.from([0x7b, 0x0a, 0xff, 0x0a])])).rejects.toThrow("not UTF-8");
});
