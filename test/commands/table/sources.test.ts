import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { uniqueTable } from "../../support/engine.ts";
import { dyn } from "../../support/in-process.ts";

const folder = mkdtempSync(join(tmpdir(), "dyn-sources-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const template = (table: string, rest = "") => `Resources:
  T:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: ${table}
      AttributeDefinitions: [{ AttributeName: Id, AttributeType: S }]
      KeySchema: [{ AttributeName: Id, KeyType: HASH }]
${rest}`;

describe("a file of another form", () => {
  it.each(["plan", "apply", "create"])("is what dyn table %s takes", async command => {
    const path = file(
      "kinesis.yaml",
      template(uniqueTable("Source"), "      ResourcePolicy: {}\n"),
    );
    const ran = await dyn(["table", command, path, "--dry-run"]);
    expect(ran).toMatchObject({
      code: 0,
      err: expect.stringContaining(
        `${path}:8:7  ResourcePolicy: not dyn's to set, left as it is\n`,
      ),
    });
  });

  it("is what dyn dumps, whichever form that is", async () => {
    const table = uniqueTable("Source");
    await dyn([
      "table",
      "create",
      file("new.yaml", template(table, "      Tags: [{ Key: a, Value: b }]\n")),
    ]);
    for (const form of ["yaml", "cloudformation", "json"]) {
      const { out } = await dyn(["table", "dump", table, "--as", form]);
      const path = file(`dump.${form}`, out);
      expect(await dyn(["table", "plan", path, "--detailed-exitcode"])).toMatchObject({ code: 0 });
    }
    const { out } = await dyn(["table", "describe", table, "-o", "json"]);
    const path = file("described.json", out);
    expect(await dyn(["table", "plan", path, "--detailed-exitcode"])).toMatchObject({ code: 0 });
  });
});
