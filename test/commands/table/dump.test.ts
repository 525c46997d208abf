import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Client } from "../../../src/dynamodb/client.ts";
import { connect, embeddedEndpoint } from "../../../src/dynamodb/connect.ts";
import { essential } from "../../../src/schema/dump/essential.ts";
import { nativeText } from "../../../src/schema/dump/native.ts";
import { inspectTable, managedBy } from "../../../src/schema/inspect.ts";
import { parseTableSchemas } from "../../../src/schema/parse.ts";
import { planTable } from "../../../src/schema/plan/plan-table.ts";
import type { TableSchema } from "../../../src/schema/schema.ts";
import { createTable } from "../../../src/schema/tables.ts";
import { engine, uniqueTable } from "../../support/engine.ts";
import { dyn } from "../../support/in-process.ts";
import { inOrder, schemas } from "../../support/schemas.ts";

const folder = mkdtempSync(join(tmpdir(), "dyn-dump-"));
let client: Client;

beforeAll(async () => {
  client = await connect(
    embeddedEndpoint((await engine()).endpoint, { maxConnections: 4 }),
    "wire",
  );
});

afterAll(async () => {
  await client.close();
  rmSync(folder, { recursive: true, force: true });
});

const text = (name: string) => `table: ${name}
partitionKey: Id S
sortKey: At N
billing: { read: 5, write: 6 }
ttl: ExpiresAt
indexes:
  ByEmail: { partitionKey: Email S, projection: all }
stream: new-image
deletionProtection: false
tags: { team: identity }
`;

async function made(): Promise<string> {
  const name = uniqueTable("Dump");
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, text(name));
  expect(await dyn(["table", "create", file])).toMatchObject({ code: 0 });
  return name;
}

describe("dyn table dump", () => {
  it("writes a live table as a short file of dyn's own, whatever -o says", async () => {
    const name = await made();
    const expected = text(name).replace("deletionProtection: false\n", "");
    expect(await dyn(["table", "dump", name])).toEqual({ code: 0, out: expected, err: "" });
    expect((await dyn(["table", "dump", name, "-o", "json"])).out).toBe(expected);
  });

  it("writes several, a document each", async () => {
    const names = [await made(), await made()];
    const { out } = await dyn(["table", "dump", ...names]);
    expect(parseTableSchemas(out, "t.yaml").map(({ table }) => table)).toEqual(names);
  });

  it("writes CreateTable's input, and says what that leaves out", async () => {
    const name = await made();
    const { out, err } = await dyn(["table", "dump", name, "--as", "json"]);
    expect(JSON.parse(out)).toMatchObject({
      TableName: name,
      KeySchema: [
        { AttributeName: "Id", KeyType: "HASH" },
        { AttributeName: "At", KeyType: "RANGE" },
      ],
      Tags: [{ Key: "team", Value: "identity" }],
    });
    expect(err).toBe(`${name}: time to live left out; CreateTable does not set it\n`);
  });

  it("writes a CloudFormation template and Terraform resources", async () => {
    const name = await made();
    const template = await dyn(["table", "dump", name, "--as", "cloudformation"]);
    expect(parse(template.out)).toMatchObject({
      Resources: {
        [name.replace("-", "")]: {
          Type: "AWS::DynamoDB::Table",
          DeletionPolicy: "Retain",
          UpdateReplacePolicy: "Retain",
          Properties: {
            TableName: name,
            TimeToLiveSpecification: { AttributeName: "ExpiresAt", Enabled: true },
          },
        },
      },
    });
    const terraform = await dyn(["table", "dump", name, "--as", "terraform"]);
    expect(terraform.out).toContain(`  name             = "${name}"\n`);
  });

  it("explains a table that is not there, and a form that there is none of", async () => {
    expect(await dyn(["table", "dump", "Nowhere"])).toMatchObject({
      code: 1,
      out: "",
      err: expect.stringContaining("error: Nowhere: no such table on "),
    });
    expect(await dyn(["table", "dump", "Users", "--as", "hcl"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("yaml, cloudformation, terraform, json"),
    });
  });
});

/** What a plan of the dump would change, after the table is made as the schema wants it. */
async function changesOfDump(schema: TableSchema): Promise<readonly unknown[]> {
  await createTable(client, schema, { target: "local" });
  const live = await inspectTable(client, schema.table, "all");
  if (live === undefined) throw new Error("no table");
  const [dumped, ...others] = parseTableSchemas(nativeText(essential(live.schema)), "dump.yaml");
  if (dumped === undefined || others.length > 0) throw new Error("not one table");
  const again = await inspectTable(client, schema.table, managedBy(dumped));
  return planTable(dumped, again, new Date()).changes;
}

describe("a plan of a dump", () => {
  const tables = new URL("../../../scenarios/tables/", import.meta.url);

  it.each(readdirSync(tables))("changes nothing: %s", async file => {
    const [schema] = parseTableSchemas(readFileSync(new URL(file, tables), "utf8"), file);
    if (schema === undefined) throw new Error("no table");
    const own = { ...schema, table: uniqueTable(schema.table) };
    expect(await changesOfDump(own)).toEqual([]);
  });

  it("changes nothing, whatever the engine can make", async () => {
    await fc.assert(
      fc.asyncProperty(schemas({ of: "engine" }), async schema => {
        const own = { ...schema, table: uniqueTable("Any") };
        expect(await changesOfDump(own)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it("has the wanted settings that are not as every table has them", async () => {
    await fc.assert(
      fc.asyncProperty(schemas({ of: "engine" }), async schema => {
        const own = { ...schema, table: uniqueTable("Any"), tags: schema.tags ?? new Map() };
        await createTable(client, own, { target: "local" });
        const live = await inspectTable(client, own.table, "all");
        const wanted = essential({ billing: { kind: "on-demand" }, ...own });
        expect(live && inOrder(essential(live.schema))).toEqual(inOrder(wanted));
      }),
      { numRuns: 50 },
    );
  });
});
