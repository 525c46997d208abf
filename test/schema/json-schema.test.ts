import { expect, it } from "vitest";
import { tableJsonSchema } from "../../src/schema/json-schema.ts";

it("is the file that editors read; `npx vitest run test/schema -u` writes it anew", async () => {
  const text = `${JSON.stringify(tableJsonSchema(), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot("../../docs/table.schema.json");
});

it("has patterns that validators of any language can compile", () => {
  const text = JSON.stringify(tableJsonSchema());
  const patterns = [...text.matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)].map(([, json = ""]) =>
    String(JSON.parse(json)),
  );
  expect(patterns).toContain("^[a-zA-Z0-9_.-]{3,255}$");
  expect(patterns.filter(pattern => /\\[pP]|\(\?[=!<]/.test(pattern))).toEqual([]);
});
