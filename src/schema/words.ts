import type {
  Billing,
  Capacity,
  Encryption,
  KeySchema,
  PointInTimeRecovery,
  Projection,
  Throughput,
  Units,
} from "./schema.ts";

/** Settings in words, alike wherever people read them. */
export function keyText({ partition, sort }: KeySchema): string {
  return [partition, sort]
    .filter(attributes => attributes.length > 0)
    .map(attributes => attributes.map(({ name, type }) => `${name} ${type}`).join(" + "))
    .join(", ");
}

export function projectionText(projection: Projection): string {
  switch (projection.kind) {
    case "all":
      return "all attributes";
    case "keys":
      return "keys only";
    case "include":
      return `keys and ${[...projection.attributes].sort().join(", ")}`;
    default:
      return projection satisfies never;
  }
}

export function billingText(billing: Billing): string {
  return billing.kind === "on-demand" ? "on-demand" : capacityText(billing.capacity);
}

/** `5 read, 5 to 100 write units`. */
export function capacityText({ read, write }: Capacity): string {
  return `${unitsText(read)} read, ${unitsText(write)} write units`;
}

function unitsText({ min, max }: Units): string {
  return min === max ? count(min) : `${count(min)} to ${count(max)}`;
}

/** `10,000 read, 2,000 write units a second`. */
export function throughputText({ read, write }: Throughput): string {
  const said = [
    read === undefined ? [] : `${count(read)} read`,
    write === undefined ? [] : `${count(write)} write`,
  ];
  return `${said.flat().join(", ")} units a second`;
}

export function recoveryText(recovery: PointInTimeRecovery | false): string {
  if (recovery === false) return "off";
  const { days } = recovery;
  return days === undefined ? "on" : `the last ${days} ${days === 1 ? "day" : "days"}`;
}

export function encryptionText(encryption: Encryption): string {
  switch (encryption.kind) {
    case "aws-owned":
      return "a key that AWS owns";
    case "aws-managed":
      return "a key that AWS manages";
    case "customer":
      return `the key ${encryption.key}`;
    default:
      return encryption satisfies never;
  }
}

/** Of a setting that can be switched off. */
export function orOff(text: string | false): string {
  return text === false ? "off" : text;
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}
