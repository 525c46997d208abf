import { z } from "zod";
import { mismatch } from "../config/explain.ts";
import type { KeyAttribute } from "./schema.ts";

/** Limits of DynamoDB, from its quotas page. */
export const limits = {
  globalIndexes: 20,
  localIndexes: 5,
  keyAttributes: 4,
  projectedAttributes: 100,
  tags: 50,
  attributeNameBytes: 255,
} as const;

const keyTypes = ["S", "N", "B"] as const;
const compactKey = /^(\S.*?) +([SNB])$/;

/** The words for a value that no branch of a union comes near. */
const expecting = (...expected: readonly string[]) => ({
  error: ({ input }: { readonly input?: unknown }) => mismatch(expected, input),
});

const nameOf = (what: string) =>
  z.string().regex(/^[a-zA-Z0-9_.-]{3,255}$/, {
    error: ({ input }) =>
      `"${input}" cannot be ${what}; names have 3 to 255 letters, digits, "_", "-" and "."`,
  });
const tableName = nameOf("a table's name");
const indexName = nameOf("an index's name");

const attributeName = z
  .string()
  .min(1, "an attribute needs a name")
  .refine(
    name => Buffer.byteLength(name) <= limits.attributeNameBytes,
    `an attribute's name has at most ${limits.attributeNameBytes} bytes in UTF-8`,
  );

export const keyAttribute = z
  .union([
    z
      .string()
      .regex(compactKey, { error: ({ input }) => keyMistake(String(input)) })
      .refine(text => Buffer.byteLength(text) <= limits.attributeNameBytes + 2, {
        error: `a key attribute's name has at most ${limits.attributeNameBytes} bytes in UTF-8`,
      }),
    z.strictObject({ name: attributeName, type: z.enum(keyTypes) }),
  ])
  .meta({
    description: "An attribute and its type: S string, N number, B binary.",
    examples: ["Id S", { name: "Id", type: "S" }],
  });

const keyAttributes = z
  .union([keyAttribute, z.array(keyAttribute).min(1).max(limits.keyAttributes)])
  .meta({
    description: "An attribute and its type, or a list of up to four of them.",
    examples: ["Email S", ["Tenant S", "Region S"]],
  });

export const projectionShape = z
  .union([z.enum(["all", "keys"]), z.array(attributeName).min(1)])
  .meta({
    description:
      "What the index holds: all attributes, the keys only, or the keys and those listed.",
    examples: ["all", "keys", ["Email", "Name"]],
  });

const count = z.int().min(1);
const units = z
  .union(
    [
      count,
      z.strictObject({ min: count, max: count }).refine(({ min, max }) => min <= max, {
        error: ({ input }) => {
          const { min, max } = input as { min: number; max: number };
          return `min, ${min}, is above max, ${max}`;
        },
      }),
    ],
    expecting("a whole number", "{ min, max }"),
  )
  .meta({
    description:
      "Capacity units, or between which of them autoscaling sets them; a new table has the min.",
    examples: [5, { min: 5, max: 100 }],
  });
export const capacityShape = z.strictObject({ read: units, write: units });

/** At least one of the two directions. */
const throughput = (what: string) =>
  z
    .strictObject({
      read: count.meta({ description: `Read ${what}.` }).optional(),
      write: count.meta({ description: `Write ${what}.` }).optional(),
    })
    .refine(({ read, write }) => read !== undefined || write !== undefined, {
      error: "neither read nor write is given",
      // A misspelt one is explained already.
      when: ({ issues }) => issues.length === 0,
    });

/** What a table and a global index have alike. */
const throughputSettings = {
  maxThroughput: z
    .union(
      [throughput("request units a second, at most"), z.literal(false)],
      expecting("{ read, write }", "false"),
    )
    .meta({
      description: "With on-demand billing: the most request units a second; false: no limit.",
      examples: [{ read: 10_000, write: 2_000 }, false],
    })
    .optional(),
  warmThroughput: throughput("units a second, at once")
    .meta({
      description: "What it serves at once, at least, without having to grow first.",
      examples: [{ read: 20_000, write: 5_000 }],
    })
    .optional(),
  contributorInsights: z
    .union([z.boolean(), z.enum(["accessed-and-throttled", "throttled"])])
    .meta({
      description:
        "CloudWatch Contributor Insights for the keys: of all requests (true), or throttled ones only.",
      examples: [true, "throttled"],
    })
    .optional(),
};

const globalIndex = z.strictObject({
  partitionKey: keyAttributes,
  sortKey: keyAttributes.optional(),
  projection: projectionShape.optional(),
  capacity: capacityShape
    .meta({
      description: "With provisioned billing: the index's own capacity; else it is the table's.",
      examples: [{ read: 5, write: 5 }],
    })
    .optional(),
  ...throughputSettings,
});

const localIndex = z.strictObject({
  partitionKey: keyAttribute
    .meta({ description: "The table's partition key, which may be left out." })
    .optional(),
  sortKey: keyAttribute,
  projection: projectionShape.optional(),
});

const tagName = /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u;
const tagKey = z
  .string()
  .refine(name => tagName.test(name), {
    error: ({ input }) =>
      `"${input}" cannot be a tag; tags have 1 to 128 letters, digits, spaces or _ . : / = + - @, and do not begin with "aws:"`,
  })
  // No pattern: what letters of all languages are, not every validator of JSON Schema knows.
  .meta({ minLength: 1, maxLength: 128, not: { pattern: "^aws:" } });
const tagValue = z.string().max(256, "a tag's value has at most 256 characters");

/** The native form of a table's YAML, part by part. */
export const tableShape = z
  .strictObject({
    table: tableName.meta({ description: "The table's name.", examples: ["Users"] }),
    partitionKey: keyAttribute.meta({
      description: "The attribute that spreads items over partitions, and its type.",
      examples: ["UserId S"],
    }),
    sortKey: keyAttribute
      .meta({
        description: "The attribute that orders items within a partition key, and its type.",
        examples: ["SessionId S"],
      })
      .optional(),
    billing: z
      .union([z.enum(["on-demand"]), capacityShape], expecting('"on-demand"', "{ read, write }"))
      .meta({
        description: "Pay by request (so does a new table), or for provisioned capacity units.",
        examples: ["on-demand", { read: 5, write: 5 }],
      })
      .optional(),
    ...throughputSettings,
    ttl: z
      .union([attributeName, z.literal(false)])
      .meta({
        description:
          "The attribute that holds when an item expires, in epoch seconds; false: none.",
        examples: ["ExpiresAt", false],
      })
      .optional(),
    indexes: z
      .record(indexName, globalIndex)
      .meta({
        description: "Global secondary indexes by name, at most 20.",
        examples: [{ EmailIndex: { partitionKey: "Email S", projection: "all" } }],
      })
      .optional(),
    localIndexes: z
      .record(indexName, localIndex)
      .meta({
        description: "Local secondary indexes by name, at most 5; made with the table or never.",
        examples: [{ ByDate: { sortKey: "CreatedAt N", projection: "keys" } }],
      })
      .optional(),
    stream: z
      .union([
        z.enum(["keys-only", "new-image", "old-image", "new-and-old-images"]),
        z.literal(false),
      ])
      .meta({ description: "Streams changes, with this much of each item; false: no stream." })
      .optional(),
    pointInTimeRecovery: z
      .union(
        [z.boolean(), z.strictObject({ days: z.int().min(1).max(35) })],
        expecting("true", "false", "{ days }"),
      )
      .meta({
        description: "Continuous backups for the last 35 days, or for so many.",
        examples: [true, { days: 7 }],
      })
      .optional(),
    encryption: z
      .union(
        [z.enum(["aws-owned", "aws-managed"]), z.strictObject({ key: z.string().min(1) })],
        expecting('"aws-owned"', '"aws-managed"', "{ key }"),
      )
      .meta({
        description: "Who holds the key that encrypts the table, or which key of KMS it is.",
        examples: ["aws-owned", { key: "alias/orders" }],
      })
      .optional(),
    deletionProtection: z
      .boolean()
      .meta({ description: "Refuses to delete the table until this is switched off." })
      .optional(),
    tableClass: z
      .enum(["standard", "infrequent-access"])
      .meta({ description: "The class that storage is paid by." })
      .optional(),
    tags: z
      .record(tagKey, tagValue)
      .meta({
        description: "All tags by name, at most 50; those of AWS (aws:…) aside.",
        examples: [{ team: "identity" }],
      })
      .optional(),
  })
  .meta({
    title: "dyn table",
    description:
      "A DynamoDB table. Keys and indexes are wanted as they stand here; a setting that is left out is left as it is.",
  });

/** `Id S` or `{ name: Id, type: S }` in parts. */
export function readKeyAttribute(key: z.infer<typeof keyAttribute>): KeyAttribute {
  if (typeof key !== "string") return key;
  const [, name, type] = compactKey.exec(key) ?? [];
  const known = keyTypes.find(each => each === type);
  if (name === undefined || known === undefined) throw new TypeError(keyMistake(key));
  return { name, type: known };
}

function keyMistake(text: string): string {
  const [, type] = /\S +(\S+)$/.exec(text) ?? [];
  if (type === undefined) {
    return `"${text}" lacks a type; expected a name and S (string), N (number) or B (binary), such as "Id S"`;
  }
  return `"${type}" is no key type; expected S (string), N (number) or B (binary), such as "Id S"`;
}
