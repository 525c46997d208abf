import { canonicalNumber } from "../../values/number.ts";

/** Which numbers a column keeps to the digit. */
export type NumberRange =
  | { readonly kind: "any" }
  | { readonly kind: "integer"; readonly least: bigint; readonly most: bigint }
  /** Digits before and after the point; a fraction below 0 keeps none of the last digits before it. */
  | { readonly kind: "decimal"; readonly whole: number; readonly fraction: number }
  /** Of so many bytes; it keeps what reads back as it was written. */
  | { readonly kind: "float"; readonly bytes: 4 | 8 };

/** Integers of so many bytes. */
export function integers(bytes: number, unsigned = false): NumberRange {
  const half = 2n ** BigInt(8 * bytes - 1);
  return unsigned
    ? { kind: "integer", least: 0n, most: 2n * half - 1n }
    : { kind: "integer", least: -half, most: half - 1n };
}

/** `decimal(10,2)`. */
export function decimals(precision: number, scale: number): NumberRange {
  return { kind: "decimal", whole: precision - scale, fraction: scale };
}

/** Significant digits that four bytes keep, whichever they are (FLT_DIG). */
const floatDigits = 6;

/** Whether a column of this range keeps the number to the digit. */
export function holds(range: NumberRange, text: string): boolean {
  if (range.kind === "any") return true;
  const [digits = "0", power = "0"] = canonicalNumber(text).split("E");
  const fraction = Math.max(0, -Number(power));
  const significant = digits.startsWith("-") ? digits.length - 1 : digits.length;
  switch (range.kind) {
    case "integer": {
      if (fraction > 0 || Number(power) > 20) return false;
      const value = BigInt(digits) * 10n ** BigInt(power);
      return value >= range.least && value <= range.most;
    }
    case "decimal":
      return (
        digits === "0" ||
        (-Number(power) <= range.fraction && significant + Number(power) <= range.whole)
      );
    case "float": {
      const value = Number(text);
      if (range.bytes === 8) return canonicalNumber(String(value)) === canonicalNumber(text);
      const magnitude = Math.abs(value);
      const inRange = magnitude === 0 || (magnitude > 1e-37 && magnitude < 1e38);
      return significant <= floatDigits && inRange;
    }
    default:
      return range satisfies never;
  }
}

/** Whether a column of this range keeps a safe integer to the digit, as `holds` says it. */
export function holdsInteger(range: NumberRange, value: number): boolean {
  switch (range.kind) {
    case "any":
      return true;
    case "integer":
      return value >= range.least && value <= range.most;
    case "decimal":
      return range.fraction >= 0 && Math.abs(value) < 10 ** range.whole;
    case "float":
      return range.bytes === 8 || holds(range, String(value));
    default:
      return range satisfies never;
  }
}

/** A number that a column of this range holds, as the engine takes it, and finds it again. */
export function textIn(range: NumberRange, text: string): string {
  if (range.kind === "float" && range.bytes === 4) return String(Math.fround(Number(text)));
  if (range.kind !== "integer") return text;
  const [digits = "0", power = "0"] = canonicalNumber(text).split("E");
  return digits + "0".repeat(Number(power));
}

/** Whether whatever one column holds, the other keeps to the digit. */
export function includes(range: NumberRange, other: NumberRange): boolean {
  if (range.kind === "any") return other.kind !== "float";
  if (range.kind === "integer") {
    return other.kind === "integer" && other.least >= range.least && other.most <= range.most;
  }
  if (range.kind === "decimal") {
    if (other.kind === "integer") return String(other.most).length <= range.whole;
    if (other.kind !== "decimal") return false;
    return other.whole <= range.whole && other.fraction <= range.fraction;
  }
  return other.kind === "float" && other.bytes <= range.bytes;
}
