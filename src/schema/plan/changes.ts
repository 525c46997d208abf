import type { LiveTable } from "../live.ts";
import type { Billing, Encryption, TableSchema } from "../schema.ts";
import { billingText, encryptionText, keyText, recoveryText } from "../words.ts";
import { isCapacityWithin } from "./capacity.ts";
import { type Comparison, changed, compared, noted, same, together, untold } from "./compared.ts";
import { holdsOf } from "./holds.ts";
import { keyIdentity } from "./identity.ts";
import { globalIndexChanges, localIndexChanges } from "./index-changes.ts";
import { throughputChanges } from "./throughput-changes.ts";

/** Where a live table is not as its file wants it; a setting that the file leaves out never differs. */
export function compareTable(wanted: TableSchema, live: LiveTable, now: Date): Comparison {
  const has = live.schema;
  const holds = holdsOf(wanted, live, now);
  return together([
    keyChanges(wanted, has),
    localIndexChanges(wanted, has),
    billingChanges(wanted.billing, has.billing, holds.billing),
    throughputChanges(name => name, wanted, has, wanted.billing ?? has.billing),
    globalIndexChanges(wanted, live),
    compared("ttl", wanted.ttl, has.ttl, { hold: holds.ttl }),
    streamChanges(wanted.stream, has.stream),
    recoveryChanges(wanted.pointInTimeRecovery, has.pointInTimeRecovery),
    encryptionChanges(wanted.encryption, has.encryption),
    compared("tableClass", wanted.tableClass, has.tableClass, {
      hold: holds.tableClass,
      usual: "standard",
    }),
    compared("deletionProtection", onOff(wanted.deletionProtection), onOff(has.deletionProtection)),
    tagChanges(wanted.tags, has.tags),
  ]);
}

function keyChanges({ key: wanted }: TableSchema, { key: has }: TableSchema): Comparison {
  if (keyIdentity(wanted) === keyIdentity(has)) return same;
  return changed("key", keyText(wanted), keyText(has), {
    replaces: "the key of a table cannot change",
  });
}

function billingChanges(
  wanted: Billing | undefined,
  has: Billing = { kind: "on-demand" },
  hold: string | undefined,
): Comparison {
  if (wanted === undefined || isSatisfied(wanted, has)) return same;
  return changed("billing", billingText(wanted), billingText(has), { hold });
}

function isSatisfied(wanted: Billing, has: Billing): boolean {
  if (wanted.kind === "on-demand" || has.kind === "on-demand") return wanted.kind === has.kind;
  return isCapacityWithin(has.capacity, wanted.capacity);
}

function streamChanges(wanted: TableSchema["stream"], has: TableSchema["stream"]): Comparison {
  const { changes, notes } = compared("stream", wanted, has);
  if (changes.length === 0 || !wanted || !has) return { changes, notes };
  const note =
    "stream: its view cannot change, so it ends and another one begins, with its own ARN";
  return { changes, notes: [note] };
}

function recoveryChanges(
  wanted: TableSchema["pointInTimeRecovery"],
  has: TableSchema["pointInTimeRecovery"],
): Comparison {
  if (wanted && has) {
    if (wanted.days === undefined || wanted.days === has.days) return same;
    if (has.days === undefined) return untold("pointInTimeRecovery.days");
  }
  return compared("pointInTimeRecovery", wanted && recoveryText(wanted), has && recoveryText(has));
}

function encryptionChanges(to: Encryption | undefined, from: Encryption | undefined): Comparison {
  if (to?.kind === "customer" && from?.kind === "customer") {
    if (isSameKey(to.key, from.key)) return same;
    if (/(^|:)alias\//.test(to.key)) {
      return noted(
        `encryption: whether ${to.key} is ${from.key} is told by KMS alone, so it is left as it is`,
      );
    }
  }
  if (to?.kind === "aws-managed" && from?.kind === "customer") {
    return noted(
      `encryption: whether AWS manages ${from.key} is told by KMS alone, so it is left as it is`,
    );
  }
  return compared("encryption", to && encryptionText(to), from && encryptionText(from), {
    usual: encryptionText({ kind: "aws-owned" }),
  });
}

/** A key's ID is the end of its ARN. */
function isSameKey(wanted: string, arn: string): boolean {
  return wanted === arn || arn.endsWith(`:key/${wanted}`);
}

function tagChanges(wanted: TableSchema["tags"], has: TableSchema["tags"]): Comparison {
  if (wanted === undefined) return same;
  if (has === undefined) return wanted.size === 0 ? same : untold("tags");
  const names = new Set([...wanted.keys(), ...has.keys()]);
  return together(
    [...names].map(name => {
      const [to = false, from = false] = [wanted.get(name), has.get(name)];
      // Tags that AWS sets are none of a file's.
      if (to === from || (to === false && name.startsWith("aws:"))) return same;
      return changed(`tags.${name}`, to, from);
    }),
  );
}

function onOff(value: boolean | undefined): string | false | undefined {
  return value === true ? "on" : value;
}
