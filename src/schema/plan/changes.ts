import type { LiveTable } from "../live.ts";
import type { Billing, Encryption, TableSchema } from "../schema.ts";
import { billingText, encryptionText, keyText, orOff, recoveryText } from "../words.ts";
import { type Comparison, compared, isWithin, untold } from "./compared.ts";
import { classHold, onDemandHold, reductionHold, timeToLiveHold } from "./holds.ts";
import { globalIndexChanges, localIndexChanges } from "./index-changes.ts";
import type { Change } from "./plan.ts";
import { throughputChanges } from "./throughput-changes.ts";

/** Where a live table is not as its file wants it; a setting that the file leaves out never differs. */
export function compareTable(wanted: TableSchema, live: LiveTable, now: Date): Comparison {
  const changes: Change[] = [];
  const notes: string[] = [];
  const add = (more: Comparison) => {
    changes.push(...more.changes);
    notes.push(...more.notes);
  };
  const has = live.schema;
  add(
    compared("key", keyText(wanted.key), keyText(has.key), {
      replaces: "the key of a table cannot change",
    }),
  );
  add({ changes: localIndexChanges(wanted, has), notes: [] });
  add({ changes: billingChanges(wanted.billing, live, now), notes: [] });
  add(throughputChanges("", wanted, has));
  add(globalIndexChanges(wanted, live));
  add(
    compared("ttl", orOffOf(wanted.ttl), orOffOf(has.ttl), { hold: timeToLiveHold(wanted, live) }),
  );
  add(compared("stream", orOffOf(wanted.stream), orOffOf(has.stream)));
  add(recoveryChanges(wanted, has));
  add(encryptionChanges(wanted.encryption, has.encryption));
  add(compared("tableClass", wanted.tableClass, has.tableClass, { hold: classHold(live, now) }));
  add(
    compared("deletionProtection", onOff(wanted.deletionProtection), onOff(has.deletionProtection)),
  );
  add(tagChanges(wanted.tags, has.tags));
  return { changes, notes };
}

function billingChanges(wanted: Billing | undefined, live: LiveTable, now: Date): Change[] {
  const { billing: has = { kind: "on-demand" } } = live.schema;
  if (wanted === undefined || isSatisfied(wanted, has)) return [];
  const hold =
    wanted.kind === "on-demand" ? onDemandHold(live, now) : reductionHold(wanted, has, live);
  return [
    {
      setting: "billing",
      kind: "change",
      from: billingText(has),
      to: billingText(wanted),
      ...(hold !== undefined && { hold }),
    },
  ];
}

function isSatisfied(wanted: Billing, has: Billing): boolean {
  if (wanted.kind === "on-demand" || has.kind === "on-demand") return wanted.kind === has.kind;
  const { capacity } = has;
  return (
    isWithin(capacity.read.min, wanted.capacity.read) &&
    isWithin(capacity.write.min, wanted.capacity.write)
  );
}

function recoveryChanges(wanted: TableSchema, has: TableSchema): Comparison {
  const { pointInTimeRecovery: to } = wanted;
  const { pointInTimeRecovery: from } = has;
  if (to && from && (to.days === undefined || to.days === from.days)) {
    return { changes: [], notes: [] };
  }
  return compared(
    "pointInTimeRecovery",
    to === undefined ? undefined : recoveryText(to),
    from === undefined ? undefined : recoveryText(from),
  );
}

function encryptionChanges(to: Encryption | undefined, from: Encryption | undefined): Comparison {
  if (to?.kind === "customer" && from?.kind === "customer") {
    if (isSameKey(to.key, from.key)) return { changes: [], notes: [] };
    if (/(^|:)alias\//.test(to.key)) {
      const note = `encryption: whether ${to.key} is ${from.key} is told by KMS alone, so it is left as it is`;
      return { changes: [], notes: [note] };
    }
  }
  if (to?.kind === "aws-managed" && from?.kind === "customer") {
    const note = `encryption: whether AWS manages ${from.key} is told by KMS alone, so it is left as it is`;
    return { changes: [], notes: [note] };
  }
  return compared("encryption", to && encryptionText(to), from && encryptionText(from));
}

/** A key's ID is the end of its ARN. */
function isSameKey(wanted: string, arn: string): boolean {
  return wanted === arn || arn.endsWith(`:key/${wanted}`);
}

function tagChanges(wanted: TableSchema["tags"], has: TableSchema["tags"]): Comparison {
  if (wanted === undefined) return { changes: [], notes: [] };
  if (has === undefined) {
    return { changes: [], notes: wanted.size === 0 ? [] : [untold("tags")] };
  }
  const names = new Set([...wanted.keys(), ...has.keys()]);
  const changes = [...names].flatMap((name): Change[] => {
    const [to, from] = [wanted.get(name), has.get(name)];
    if (to === from || (to === undefined && name.startsWith("aws:"))) return [];
    return [
      {
        setting: `tags.${name}`,
        kind: from === undefined ? "add" : to === undefined ? "remove" : "change",
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
      },
    ];
  });
  return { changes, notes: [] };
}

function orOffOf(text: string | false | undefined): string | undefined {
  return text === undefined ? undefined : orOff(text);
}

function onOff(value: boolean | undefined): string | undefined {
  return value === undefined ? undefined : value ? "on" : "off";
}
