import { suggestion } from "../../config/suggest.ts";
import type { WireInput } from "../../dynamodb/request.ts";
import { DynError } from "../../errors.ts";
import { billingModes, provisioned } from "../../schema/create-input.ts";
import type { IndexDescription } from "../../schema/description.ts";
import type { Billing } from "../../schema/schema.ts";

/** What of a restored table is to be otherwise than its source. */
export interface Overrides {
  readonly billing?: Billing | undefined;
  /** Which indexes it has, by name; all without it. */
  readonly indexes?: readonly string[] | undefined;
}

/** The indexes of the source, as the service tells them. */
export interface SourceIndexes {
  readonly globals: readonly IndexDescription[];
  readonly locals: readonly IndexDescription[];
}

/** The members of a restore's input that say so. Throws a DynError for an index that is none. */
export function overridesInput({ billing, indexes }: Overrides, source: SourceIndexes): WireInput {
  const { globals, locals } = source;
  const names = [...globals, ...locals].map(({ IndexName }) => IndexName);
  for (const name of indexes ?? []) {
    if (names.includes(name)) continue;
    throw new DynError("usage", `no index ${name}${suggestion(name, names)}`, {
      hint: names.length === 0 ? "it has none" : `it has ${names.join(", ")}`,
    });
  }
  const kept = ({ IndexName }: IndexDescription) => indexes?.includes(IndexName) !== false;
  const capacity = billing?.kind === "provisioned" ? billing.capacity : undefined;
  const { ProvisionedThroughput: units } = provisioned(capacity);
  const keptGlobals = globals.filter(kept);
  // Indexes of an on-demand table have no units of their own to go on with.
  const isGlobals = indexes !== undefined || (units !== undefined && keptGlobals.length > 0);
  return {
    ...(billing && { BillingModeOverride: billingModes[billing.kind] }),
    ...(units !== undefined && { ProvisionedThroughputOverride: units }),
    ...(isGlobals && {
      GlobalSecondaryIndexOverride: keptGlobals.map(index => ({
        ...indexInput(index),
        ...unitsInput(billing === undefined ? ownUnits(index) : units),
      })),
    }),
    ...(indexes !== undefined && {
      LocalSecondaryIndexOverride: locals.filter(kept).map(indexInput),
    }),
  };
}

function indexInput({ IndexName, KeySchema, Projection }: IndexDescription): WireInput {
  return { IndexName, KeySchema, Projection };
}

function unitsInput(units: unknown): WireInput {
  return units === undefined ? {} : { ProvisionedThroughput: units };
}

/** Zero is told of an index of an on-demand table. */
function ownUnits({ ProvisionedThroughput: units }: IndexDescription): WireInput | undefined {
  if (!units?.ReadCapacityUnits) return undefined;
  const { ReadCapacityUnits, WriteCapacityUnits } = units;
  return { ReadCapacityUnits, WriteCapacityUnits };
}
