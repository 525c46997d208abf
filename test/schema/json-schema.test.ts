import { expect, it } from "vitest";
import { tableJsonSchema } from "../../src/schema/json-schema.ts";

it("is the file that editors read; `npx vitest -u test/schema` writes it anew", async () => {
  const text = `${JSON.stringify(tableJsonSchema(), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot("../../docs/table.schema.json");
});
