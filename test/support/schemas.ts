import fc from "fast-check";
import { Problems } from "../../src/config/validate.ts";
import { parseYaml } from "../../src/config/yaml-file.ts";
import { checkRules } from "../../src/schema/rules.ts";
import type {
  Billing,
  Capacity,
  Encryption,
  GlobalIndex,
  KeyAttribute,
  KeySchema,
  Projection,
  TableSchema,
  ThroughputSettings,
} from "../../src/schema/schema.ts";

export interface SchemaOptions {
  /** `engine`: only what the embedded engine can do. */
  readonly of: "dynamodb" | "engine";
  readonly table?: fc.Arbitrary<string>;
}

/** Attribute names that YAML, templates and careless code may take for something else. */
const names = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom("Id", "At", "Email", "Place", "Size", "Kind", "Rank") },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ...["a: b", "a #b", "1", "0x10", "1e3", "null", "true", "yes", "~", "- a", "? a", "!Ref a"],
      ...["Id S", "Id N B", " lead", "trail ", "a  b", "{a}", "[a]", "&a", "*a", "${a}", "%{a}"],
      ...[
        '"',
        "'",
        "\\",
        "a\nb",
        "\t",
        "Größe",
        "👩‍👩‍👧",
        "\u202eabc",
        "\u0085",
        "\u2028",
        "\ufeff",
      ],
      ...["__proto__", "constructor", "toString", "2026-01-01", "---", "...", "|", ">", "@", "`"],
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 12 })
      .filter(name => Buffer.byteLength(name) <= 255),
  },
);

const resourceNames = fc
  .stringMatching(/^[a-zA-Z0-9_.-]{3,20}$/)
  // No YAML of dyn's has this for a name.
  .filter(name => name !== "__proto__");

const units = (ranges: boolean) => {
  const fixed = fc.integer({ min: 1, max: 40_000 }).map(count => ({ min: count, max: count }));
  const range = fc
    .tuple(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 0, max: 100 }))
    .map(([min, more]) => ({ min, max: min + more }));
  return ranges ? fc.oneof(fixed, range) : fixed;
};

function capacities(ranges: boolean): fc.Arbitrary<Capacity> {
  return fc.record({ read: units(ranges), write: units(ranges) });
}

const throughputs = fc
  .record(
    { read: fc.integer({ min: 1, max: 40_000 }), write: fc.integer({ min: 1, max: 40_000 }) },
    { requiredKeys: [] },
  )
  .filter(({ read, write }) => read !== undefined || write !== undefined);

const insights = fc.constantFrom(
  "accessed-and-throttled" as const,
  "throttled" as const,
  false as const,
);

const encryptions: fc.Arbitrary<Encryption> = fc.oneof(
  fc.constantFrom<Encryption>({ kind: "aws-owned" }, { kind: "aws-managed" }),
  fc
    .constantFrom("alias/orders", "arn:aws:kms:eu-west-1:123456789012:key/1234abcd", "1234abcd")
    .map(key => ({ kind: "customer" as const, key })),
);

const tags = fc
  .uniqueArray(
    fc.tuple(
      fc.constantFrom(
        "team",
        "cost centre",
        "1",
        "Größe",
        "a:b",
        "a=b/c",
        "@x",
        "null",
        "-",
        "Name",
      ),
      fc.oneof(
        fc.string({ unit: "grapheme", maxLength: 20 }),
        fc.constantFrom("", "5", "${x}", "no"),
      ),
    ),
    { maxLength: 4, selector: ([name]) => name },
  )
  .map(entries => new Map(entries));

const projections: fc.Arbitrary<Projection> = fc.oneof(
  fc.constantFrom<Projection>({ kind: "all" }, { kind: "keys" }),
  fc
    .uniqueArray(names, { minLength: 1, maxLength: 4 })
    .map(attributes => ({ kind: "include" as const, attributes })),
);

const throughputSettings = (onDemand: boolean): fc.Arbitrary<ThroughputSettings> =>
  fc.record(
    {
      ...(onDemand && { maxThroughput: fc.oneof(throughputs, fc.constant(false as const)) }),
      warmThroughput: throughputs,
      contributorInsights: insights,
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<ThroughputSettings>;

/** Settings of an index as far as the engine has them: none. */
const indexSettings = (engine: boolean, onDemand: boolean) =>
  engine ? fc.constant<ThroughputSettings>({}) : throughputSettings(onDemand);

/** Keys draw from one pool of attributes, so that no attribute has two types. */
function keys(pool: readonly KeyAttribute[], most: number): fc.Arbitrary<KeySchema> {
  return fc
    .tuple(
      fc.shuffledSubarray([...pool], { minLength: 1 }),
      fc.integer({ min: 1, max: most }),
      fc.integer({ min: 0, max: most }),
    )
    .map(([attributes, hash, range]) => ({
      partition: attributes.slice(0, hash),
      sort: attributes.slice(hash, hash + range),
    }));
}

/** Valid schemas with all settings, or, for the engine, all that it can do. */
export function schemas({ of, table = resourceNames }: SchemaOptions): fc.Arbitrary<TableSchema> {
  const engine = of === "engine";
  const pools = fc.uniqueArray(
    fc.record({ name: names, type: fc.constantFrom("S" as const, "N" as const, "B" as const) }),
    { minLength: 1, maxLength: 6, selector: ({ name }) => name },
  );
  const billings: fc.Arbitrary<Billing | undefined> = fc.oneof(
    fc.constant(undefined),
    fc.constant({ kind: "on-demand" as const }),
    capacities(!engine).map(capacity => ({ kind: "provisioned" as const, capacity })),
  );
  return fc
    .tuple(pools, billings)
    .chain(([pool, billing]) => {
      const provisioned = billing?.kind === "provisioned";
      const index = fc
        .tuple(
          fc.record({ key: keys(pool, engine ? 1 : 3), projection: projections }),
          fc.record(
            { ...(provisioned && { capacity: capacities(!engine) }) },
            { requiredKeys: [] },
          ),
          indexSettings(engine, !provisioned),
        )
        .map(parts => Object.assign({}, ...parts) as Omit<GlobalIndex, "name">);
      return fc.record({
        table,
        key: keys(pool, 1),
        billing: fc.constant(billing),
        indexNames: fc.uniqueArray(resourceNames, { maxLength: 5 }),
        indexes: fc.array(index, { minLength: 3, maxLength: 3 }),
        locals: fc.array(fc.record({ sort: fc.constantFrom(...pool), projection: projections }), {
          minLength: 2,
          maxLength: 2,
        }),
        settings: settings(engine, !provisioned),
      });
    })
    .map(({ billing, indexNames, indexes, locals, settings: others, ...made }) => ({
      ...made,
      ...(billing && { billing }),
      ...others,
      indexes: indexes.flatMap((index, at) => {
        const name = indexNames[at];
        return name === undefined ? [] : [{ name, ...index }];
      }),
      localIndexes: locals.flatMap(({ sort, projection }, at) => {
        const name = indexNames[at + indexes.length];
        const { key } = made;
        const fits = key.sort.length > 0 && key.partition[0]?.name !== sort.name;
        if (name === undefined || !fits) return [];
        return [{ name, key: { partition: key.partition, sort: [sort] }, projection }];
      }),
    }))
    .filter(isValid);
}

function settings(engine: boolean, onDemand: boolean) {
  return fc
    .tuple(
      engine
        ? fc.record(
            {
              ...(onDemand && {
                maxThroughput: fc.oneof(throughputs, fc.constant(false as const)),
              }),
            },
            { requiredKeys: [] },
          )
        : throughputSettings(onDemand),
      fc.record(
        {
          ttl: fc.oneof(names, fc.constant(false as const)),
          stream: fc.constantFrom(
            ...([false, "keys-only", "new-image", "old-image", "new-and-old-images"] as const),
          ),
          deletionProtection: fc.boolean(),
          tableClass: fc.constantFrom("standard" as const, "infrequent-access" as const),
          tags,
          ...(!engine && {
            pointInTimeRecovery: fc.oneof(
              fc.constantFrom(false as const, {}),
              fc.integer({ min: 1, max: 35 }).map(days => ({ days })),
            ),
            encryption: encryptions,
          }),
        },
        { requiredKeys: [] },
      ),
    )
    .map(([throughput, others]) => ({ ...throughput, ...others }));
}

function isValid(schema: TableSchema): boolean {
  const problems = new Problems(parseYaml("{}", "t.yaml"));
  checkRules(schema, problems);
  return problems.found.length === 0;
}

/** Indexes in the order of their names, which is none of a table's. */
export function inOrder(schema: TableSchema): TableSchema {
  const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
  return {
    ...schema,
    indexes: schema.indexes.toSorted(byName),
    localIndexes: schema.localIndexes.toSorted(byName),
  };
}
