import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseYaml } from "../../src/config/yaml-file.ts";
import { call } from "../../src/dynamodb/call.ts";
import type { Client, Reply } from "../../src/dynamodb/client.ts";
import { connect, embeddedEndpoint } from "../../src/dynamodb/connect.ts";
import { differences } from "../../src/schema/compare.ts";
import { createTableInput } from "../../src/schema/create-input.ts";
import { parseTableSchemas } from "../../src/schema/parse.ts";
import type { TableSchema } from "../../src/schema/schema.ts";
import {
  createTable,
  deleteTable,
  describeTable,
  listTables,
  waitFor,
} from "../../src/schema/tables.ts";
import { engine, uniqueTable } from "../support/engine.ts";

const options = { target: "local" };
let client: Client;

beforeAll(async () => {
  const { endpoint } = await engine();
  client = await connect(embeddedEndpoint(endpoint, { maxConnections: 8 }), "wire");
});

afterAll(async () => {
  await client.close();
});

function schemaOf(text: string): TableSchema {
  const [schema] = parseTableSchemas(text, "t.yaml");
  if (schema === undefined) throw new Error("no table");
  return schema;
}

const minimal = (table: string, rest = "") =>
  schemaOf(`table: ${table}\npartitionKey: Id S\n${rest}`);

describe("createTable", () => {
  it("makes a usable table with its indexes, and sets time to live", async () => {
    const name = uniqueTable("Create");
    const schema = schemaOf(`
table: ${name}
partitionKey: Id S
sortKey: At N
billing: { read: 5, write: 6 }
ttl: ExpiresAt
indexes:
  ByEmail: { partitionKey: Email S, projection: [Name], capacity: { read: 1, write: 2 } }
  ByPlace: { partitionKey: [Country S, City S], sortKey: Zip N, projection: keys }
localIndexes:
  ByAge: { sortKey: Age N }
stream: new-image
deletionProtection: false
tableClass: infrequent-access
tags: { team: identity }
`);
    const created = await createTable(client, schema, options);
    expect(created).toMatchObject({ state: "created", notes: [] });
    expect(created.table.status).toBe("ACTIVE");
    expect(created.table.ttlStatus).toBe("ENABLED");
    const [byEmail, byPlace] = schema.indexes;
    expect(created.table.schema).toEqual({
      ...schema,
      tags: undefined,
      // An index without a capacity of its own has the table's.
      indexes: [
        byEmail,
        { ...byPlace, capacity: { read: { min: 5, max: 5 }, write: { min: 6, max: 6 } } },
      ],
    });
  });

  it("refuses a table that is there, and keeps it when told to", async () => {
    const schema = minimal(uniqueTable("Create"), "ttl: ExpiresAt");
    await createTable(client, schema, options);
    await expect(createTable(client, schema, options)).rejects.toMatchObject({
      kind: "failed",
      message: `${schema.table} on local is there already`,
      hint: "add --if-not-exists to keep it, if it is the same",
    });
    const again = await createTable(client, schema, { ...options, ifNotExists: true });
    expect(again.state).toBe("exists");
  });

  it("finishes what an interrupted run left undone", async () => {
    const schema = minimal(uniqueTable("Create"), "ttl: ExpiresAt");
    await call(client, "CreateTable", createTableInput(schema));
    const finished = await createTable(client, schema, { ...options, ifNotExists: true });
    expect(finished).toMatchObject({ state: "exists", table: { schema: { ttl: "ExpiresAt" } } });
  });

  it("refuses a different table of that name, and says in what it differs", async () => {
    const name = uniqueTable("Create");
    await createTable(
      client,
      minimal(name, "indexes: { ByAge: { partitionKey: Age N } }"),
      options,
    );
    const other = schemaOf(`table: ${name}\npartitionKey: Id N`);
    await expect(
      createTable(client, other, { ...options, ifNotExists: true }),
    ).rejects.toMatchObject({
      message: `${name} on local differs: key is Id S; the file says Id N; index ByAge is Age N (all attributes); the file has none`,
    });
  });

  it("leaves out what the target has not, and says so", async () => {
    const schema = minimal(uniqueTable("Create"), "pointInTimeRecovery: true");
    const { notes } = await createTable(client, schema, options);
    expect(notes).toEqual([`${schema.table}: local has no point-in-time recovery; left out`]);
  });

  it.each(["CreateTable", "UpdateTimeToLive"])(
    "goes on when only the reply of %s was lost",
    async operation => {
      const schema = minimal(uniqueTable("Create"), "ttl: ExpiresAt");
      const losing = losingReplies(client, operation);
      const { state, table } = await createTable(losing, schema, options);
      expect({ state, ttl: table.schema.ttl }).toEqual({ state: "created", ttl: "ExpiresAt" });
    },
  );

  it("lets two runs create the same table at the same moment", async () => {
    const schema = minimal(uniqueTable("Create"), "ttl: ExpiresAt");
    const both = await Promise.all([
      createTable(client, schema, { ...options, ifNotExists: true }),
      createTable(client, schema, { ...options, ifNotExists: true }),
    ]);
    expect(both.map(({ state }) => state).sort()).toEqual(["created", "exists"]);
  });

  it("ends at once when interrupted", async () => {
    const schema = minimal(uniqueTable("Create"));
    const signal = AbortSignal.abort();
    await expect(createTable(client, schema, { ...options, signal })).rejects.toMatchObject({
      kind: "interrupted",
    });
  });

  it("makes the table that any valid schema describes", async () => {
    await fc.assert(
      fc.asyncProperty(tables, async schema => {
        const named = { ...schema, table: uniqueTable("Random") };
        const { table } = await createTable(client, named, options);
        expect(differences(named, table.schema)).toEqual([]);
        expect(table.schema.billing).toEqual(named.billing ?? { kind: "on-demand" });
        expect(table.schema.ttl).toBe(named.ttl ?? false);
        expect(table.schema.stream).toBe(named.stream ?? false);
        await deleteTable(client, named.table, options);
      }),
      { numRuns: 40 },
    );
  });
});

describe("listTables", () => {
  it("lists every table, page by page", async () => {
    const names = [uniqueTable("List"), uniqueTable("List"), uniqueTable("List")];
    for (const name of names) await createTable(client, minimal(name), options);
    const paged: Client = {
      name: "wire",
      prepare: template => client.prepare(template),
      send: (operation, input, sending) => client.send(operation, { ...input, Limit: 2 }, sending),
      waiting: () => 0,
      close: async () => {},
    };
    expect(await listTables(paged)).toEqual(expect.arrayContaining(names));
    expect(await listTables(paged)).toEqual(await listTables(client));
  });
});

describe("describeTable", () => {
  it("names the nearest table when there is none", async () => {
    const name = uniqueTable("UserSessions");
    await createTable(client, minimal(name), options);
    const typo = name.replace("Sessions", "Sesions");
    await expect(describeTable(client, typo, options)).rejects.toMatchObject({
      kind: "failed",
      message: `${typo}: no such table on local`,
      hint: `did you mean ${name}?`,
    });
  });
});

describe("deleteTable", () => {
  it("waits until the table is gone", async () => {
    const { table } = minimal(uniqueTable("Delete"));
    await createTable(client, minimal(table), options);
    await deleteTable(client, table, options);
    expect(await listTables(client)).not.toContain(table);
    await expect(deleteTable(client, table, options)).rejects.toThrow("no such table on local");
  });

  it("says when a table is protected", async () => {
    const schema = minimal(uniqueTable("Delete"), "deletionProtection: true");
    await createTable(client, schema, options);
    await expect(deleteTable(client, schema.table, options)).rejects.toThrow(
      `${schema.table} on local is protected against deletion`,
    );
  });

  it("goes on when only the reply was lost", async () => {
    const { table } = minimal(uniqueTable("Delete"));
    await createTable(client, minimal(table), options);
    await deleteTable(losingReplies(client, "DeleteTable"), table, options);
    expect(await listTables(client)).not.toContain(table);
  });
});

describe("waitFor", () => {
  it("waits for a table to appear", async () => {
    const { table } = minimal(uniqueTable("Wait"));
    let polls = 0;
    const live = await waitFor(client, table, "exists", {
      ...options,
      onWait: status => {
        expect(status).toBe("not there");
        polls += 1;
        if (polls === 2) void createTable(client, minimal(table), options);
      },
    });
    expect(live?.schema.table).toBe(table);
  });

  it("gives up when time runs out, and says how to go on", async () => {
    const { table } = minimal(uniqueTable("Wait"));
    await createTable(client, minimal(table), options);
    await expect(
      waitFor(client, table, "deleted", { ...options, waitMs: 30 }),
    ).rejects.toMatchObject({
      message: `${table} on local is not gone in time (ACTIVE)`,
      hint: `go on waiting with: dyn table wait ${table} -t local --for deleted --timeout 30m`,
    });
  });

  it("ends when interrupted", async () => {
    const controller = new AbortController();
    const waiting = waitFor(client, uniqueTable("Wait"), "exists", {
      ...options,
      signal: controller.signal,
      onWait: () => controller.abort(),
    });
    await expect(waiting).rejects.toMatchObject({ kind: "interrupted" });
  });

  it("does not wait for a table to become active that is not there", async () => {
    await expect(waitFor(client, uniqueTable("Wait"), "active", options)).rejects.toThrow(
      "no such table on local",
    );
  });

  it("counts a table as active when its indexes are, backfilled", async () => {
    const { table } = minimal(uniqueTable("Wait"));
    await createTable(
      client,
      minimal(table, "indexes: { ByAge: { partitionKey: Age N } }"),
      options,
    );
    const statuses: string[] = [];
    const slow = buildingIndexes(client, ["CREATING", "BACKFILLING", "ACTIVE"]);
    await waitFor(slow, table, "active", { ...options, onWait: status => statuses.push(status) });
    expect(statuses).toEqual(["index ByAge CREATING", "index ByAge BACKFILLING"]);
  });
});

describe("waitFor indexes", () => {
  it("waits for every global index, whatever the table does", async () => {
    const { table } = minimal(uniqueTable("Wait"));
    const indexes = "indexes: { ByAge: { partitionKey: Age N }, ByName: { partitionKey: Name S } }";
    await createTable(client, minimal(table, indexes), options);
    const statuses: string[] = [];
    const slow = buildingIndexes(client, ["CREATING", "BACKFILLING", "ACTIVE"], "UPDATING");
    const onWait = (status: string) => statuses.push(status);
    const live = await waitFor(slow, table, "indexes", { ...options, onWait });
    expect(live?.status).toBe("UPDATING");
    expect(statuses).toEqual(["index ByAge CREATING", "index ByAge BACKFILLING"]);
  });

  it("has nothing to wait for without an index, and no table to wait for without one", async () => {
    const { table } = minimal(uniqueTable("Wait"));
    await expect(waitFor(client, table, "indexes", options)).rejects.toThrow("no such table");
    await createTable(client, minimal(table), options);
    expect((await waitFor(client, table, "indexes", options))?.schema.table).toBe(table);
  });

  it("names the index that is late", async () => {
    const { table } = minimal(uniqueTable("Wait"));
    const indexes = "indexes: { ByAge: { partitionKey: Age N } }";
    await createTable(client, minimal(table, indexes), options);
    const stuck = buildingIndexes(client, Array<string>(99).fill("CREATING"));
    await expect(
      waitFor(stuck, table, "indexes", { ...options, waitMs: 30 }),
    ).rejects.toMatchObject({
      message: `${table} on local has indexes that are not ACTIVE in time (index ByAge CREATING)`,
      hint: `go on waiting with: dyn table wait ${table} -t local --for indexes --timeout 30m`,
    });
  });
});

/** Synthetic: sends the operation, then says that its reply was lost. */
function losingReplies(inner: Client, lost: string): Client {
  return {
    name: inner.name,
    prepare: template => inner.prepare(template),
    waiting: () => 0,
    close: async () => {},
    send: async (operation, input, sending): Promise<Reply> => {
      const reply = await inner.send(operation, input, sending);
      if (operation !== lost) return reply;
      const error = { code: "ConnectionReset", message: "reset" };
      return { outcome: "unknown", error, attempts: 1, throttles: [] };
    },
  };
}

/** Synthetic: DescribeTable tells that the table's indexes are being built, step by step. */
function buildingIndexes(inner: Client, steps: readonly string[], table = "ACTIVE"): Client {
  let step = 0;
  return {
    name: inner.name,
    prepare: template => inner.prepare(template),
    waiting: () => 0,
    close: async () => {},
    send: async (operation, input, sending): Promise<Reply> => {
      const reply = await inner.send(operation, input, sending);
      if (operation !== "DescribeTable" || reply.outcome !== "ok") return reply;
      const status = steps[step++] ?? "ACTIVE";
      const text = JSON.stringify(reply.body.json())
        .replaceAll('"TableStatus":"ACTIVE"', `"TableStatus":"${table}"`)
        .replaceAll(
          '"IndexStatus":"ACTIVE"',
          status === "BACKFILLING"
            ? '"IndexStatus":"ACTIVE","Backfilling":true'
            : `"IndexStatus":"${status}"`,
        );
      const { data } = parseYaml(text, "reply");
      return { ...reply, body: { ...reply.body, json: () => data as Record<string, unknown> } };
    },
  };
}

const attribute = fc.constantFrom("Alpha", "Beta", "Gamma", "Delta", "Epsilon Zeta", "ümlaut");
const units = fc.record({
  read: fc.integer({ min: 1, max: 99 }),
  write: fc.integer({ min: 1, max: 99 }),
});
const projection = fc.oneof(
  fc.constantFrom("all", "keys"),
  fc.uniqueArray(fc.constantFrom("Px", "Py", "Pz"), { minLength: 1 }),
);

/** Documents of the native form, read back as a user's would be. */
const tables: fc.Arbitrary<TableSchema> = fc
  .record({
    types: fc.dictionary(attribute, fc.constantFrom("S", "N", "B")),
    sorted: fc.boolean(),
    billing: fc.option(units, { nil: undefined }),
    ttl: fc.option(fc.constant("ExpiresAt"), { nil: undefined }),
    stream: fc.option(fc.constantFrom("keys-only", "new-and-old-images"), { nil: undefined }),
    indexes: fc.array(
      fc.record({
        key: fc.uniqueArray(attribute, { minLength: 1, maxLength: 6 }),
        split: fc.integer({ min: 1, max: 4 }),
        projection,
      }),
      { maxLength: 4 },
    ),
    locals: fc.array(fc.record({ sort: attribute, projection }), { maxLength: 3 }),
  })
  .map(({ types, sorted, billing, ttl, stream, indexes, locals }) => {
    const typed = (name: string) => `${name} ${types[name] ?? "S"}`;
    const document = {
      table: "Random",
      partitionKey: "Id S",
      ...(sorted && { sortKey: "At N" }),
      ...(billing && { billing }),
      ...(ttl && { ttl }),
      ...(stream && { stream }),
      indexes: Object.fromEntries(
        indexes.map(({ key, split, projection }, at) => {
          const sort = key.slice(split, split + 4).map(typed);
          // dynoxide 1.2.1 wants a sort key beside several partition attributes; DynamoDB does not.
          const partition = sort.length > 0 ? key.slice(0, split) : key.slice(0, 1);
          const own = { partitionKey: partition.map(typed), projection };
          return [`Global${at}`, sort.length > 0 ? { ...own, sortKey: sort } : own];
        }),
      ),
      localIndexes: Object.fromEntries(
        sorted
          ? locals.map(({ sort, projection }, at) => [
              `Local${at}`,
              { sortKey: typed(sort), projection },
            ])
          : [],
      ),
    };
    return schemaOf(JSON.stringify(document));
  });
