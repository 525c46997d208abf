import type { LiveTable } from "./live.ts";
import { compareTable } from "./plan/changes.ts";
import { type Comparison, changed, same, type Text, together } from "./plan/compared.ts";
import type { Change } from "./plan/plan.ts";
import { indexSetting } from "./plan/setting.ts";
import type { TableSchema, ThroughputSettings } from "./schema.ts";
import { billingText, capacityText, encryptionText, throughputText } from "./words.ts";

/** A table as a file describes it, or as a target has it. */
export interface Described {
  readonly kind: "file" | "live";
  /** For notes: `staging:Orders`. */
  readonly name: string;
  readonly schema: TableSchema;
}

/**
 * What `b` has otherwise than `a`; the tables' names do not count. A file against a live table tells
 * what it manages; of two files, what one leaves out is as DynamoDB makes it. What a target does not
 * tell is no difference, but a note. Warm throughput of live tables, which grows, is left out.
 */
export function diffTables(a: Described, b: Described): Comparison {
  if (a.kind === "live" && b.kind === "live") {
    return bothWays(withSchema(a, withoutWarmth), withSchema(b, withoutWarmth));
  }
  if (b.kind === "file" && a.kind === "live") return difference(b.schema, a);
  if (a.kind === "file" && b.kind === "live") return reversed(difference(a.schema, b));
  const [from, to] = [withSchema(a, completed), withSchema(b, completed)];
  const written = literalChanges(from.schema, to.schema);
  return { changes: merged(bothWays(from, to), written).changes, notes: [] };
}

function withSchema(side: Described, change: (schema: TableSchema) => TableSchema): Described {
  return { ...side, schema: change(side.schema) };
}

/** Each side may tell what the other does not: `{ read: 5 }` against `{ read: 5, write: 10 }`. */
function bothWays(a: Described, b: Described): Comparison {
  return merged(difference(b.schema, a), reversed(difference(a.schema, b)));
}

/** Both, without what the first has said. */
function merged(first: Comparison, second: Comparison): Comparison {
  const said = new Set(first.changes.map(({ setting }) => setting));
  const changes = [...first.changes, ...second.changes.filter(({ setting }) => !said.has(setting))];
  return { changes, notes: [...new Set([...first.notes, ...second.notes])] };
}

function reversed({ changes, notes }: Comparison): Comparison {
  const kinds = { add: "remove", remove: "add", change: "change" } as const;
  return {
    changes: changes.map(
      ({ setting, kind, from, to, ...others }): Change => ({
        setting,
        kind: kinds[kind],
        ...(to !== undefined && { from: to }),
        ...(from !== undefined && { to: from }),
        ...others,
      }),
    ),
    notes,
  };
}

/** As planned, but for when and how it could be changed. */
function difference(wanted: TableSchema, { name, schema }: Described): Comparison {
  const { changes, notes } = compareTable(wanted, settled(schema), new Date(0));
  const kept = ", so it is left as it is";
  return {
    changes: changes.map(({ hold, ...change }) => change),
    notes: notes
      .filter(note => note.endsWith(kept))
      .map(note => note.slice(0, -kept.length).replace("the target does", `${name} does`))
      .map(note => `${note}, so it is not compared`),
  };
}

/** A live table of this schema that nothing was done to lately. */
function settled(schema: TableSchema): LiveTable {
  return {
    schema,
    status: "ACTIVE",
    itemCount: 0,
    sizeBytes: 0,
    indexes: new Map(),
    localIndexes: new Map(),
    ttlStatus: schema.ttl ? "ENABLED" : "DISABLED",
    arn: undefined,
    createdAt: undefined,
    windows: { onDemandAt: undefined, classAt: undefined, decreasesToday: 0 },
    replicas: [],
    raw: { table: {} },
  };
}

function withoutWarmth({ warmThroughput, ...schema }: TableSchema): TableSchema {
  return {
    ...schema,
    indexes: schema.indexes.map(({ warmThroughput: own, ...index }) => index),
  };
}

/** With what DynamoDB makes of settings that are left out. */
function completed(schema: TableSchema): TableSchema {
  const billing = schema.billing ?? { kind: "on-demand" };
  const { pointInTimeRecovery: recovery = false } = schema;
  const off = { maxThroughput: false, contributorInsights: false } as const;
  return {
    ...off,
    ttl: false,
    stream: false,
    encryption: { kind: "aws-owned" },
    deletionProtection: false,
    tableClass: "standard",
    tags: new Map(),
    ...schema,
    billing,
    pointInTimeRecovery: recovery && { days: 35, ...recovery },
    indexes: schema.indexes.map(index => ({
      ...off,
      ...index,
      ...(billing.kind === "provisioned" && { capacity: index.capacity ?? billing.capacity }),
    })),
  };
}

/** What two files write otherwise although one table could be as both want it. */
function literalChanges(a: TableSchema, b: TableSchema): Comparison {
  const pairs = b.indexes.flatMap(index => {
    const other = a.indexes.find(({ name }) => name === index.name);
    return other === undefined ? [] : [[other, index] as const];
  });
  return together([
    literal("billing", a.billing && billingText(a.billing), b.billing && billingText(b.billing)),
    warmthChanges("warmThroughput", a, b),
    literal(
      "encryption",
      a.encryption && encryptionText(a.encryption),
      b.encryption && encryptionText(b.encryption),
    ),
    ...pairs.flatMap(([from, to]) => [
      // Where only one has any, the table's billing tells it.
      from.capacity && to.capacity
        ? literal(
            indexSetting(to.name, "capacity"),
            capacityText(from.capacity),
            capacityText(to.capacity),
          )
        : same,
      warmthChanges(indexSetting(to.name, "warmThroughput"), from, to),
    ]),
  ]);
}

function warmthChanges(
  setting: string,
  { warmThroughput: from }: ThroughputSettings,
  { warmThroughput: to }: ThroughputSettings,
): Comparison {
  return literal(setting, from && throughputText(from), to && throughputText(to));
}

function literal(setting: string, from: Text = false, to: Text = false): Comparison {
  return from === to ? same : changed(setting, to, from);
}
