import { DynError } from "../errors.ts";

/** Significant digits of a DynamoDB number. */
export const maxNumberDigits = 38;
/** Decimal exponents of the leading digit: magnitudes run from 1E-130 to 9.99…E+125. */
const minExponent = -130;
const maxExponent = 125;

/** `-0.0125` is `{ negative: true, digits: "125", exponent: -2 }`: a first digit before the point. */
interface Decimal {
  readonly negative: boolean;
  /** Without zeros at either end; empty for zero. */
  readonly digits: string;
  /** Of the first digit; 0 for zero. */
  readonly exponent: number;
}

const grammar = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d+))?$/;
const jsonGrammar = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * Why DynamoDB would refuse this text as a number; undefined when it would take it. As DynamoDB
 * does, it takes `+5`, `007`, `.5`, `5.` and `1E3`.
 */
export function numberProblem(text: string): string | undefined {
  if (isShortInteger(text)) return undefined;
  const decimal = parse(text);
  if (decimal === undefined) return "is not a number";
  if (decimal.digits.length > maxNumberDigits) {
    return `has ${decimal.digits.length} significant digits; DynamoDB keeps ${maxNumberDigits}`;
  }
  if (decimal.exponent > maxExponent) return "is too large; DynamoDB's numbers end below 1E+126";
  if (decimal.exponent < minExponent) return "is too small; DynamoDB's numbers begin at 1E-130";
  return undefined;
}

/** Throws an "invalid" error when DynamoDB would refuse this text as a number. */
export function checkNumber(text: string): void {
  const problem = numberProblem(text);
  if (problem !== undefined) throw new DynError("invalid", `${JSON.stringify(text)} ${problem}`);
}

/** Below zero, zero or above it as `a` is less than, equal to or greater than `b`, exactly. */
export function compareNumbers(a: string, b: string): number {
  if (a === b) return 0;
  const left = required(a);
  const right = required(b);
  const signs = sign(left) - sign(right);
  if (signs !== 0) return signs;
  const magnitudes =
    left.exponent - right.exponent ||
    (left.digits === right.digits ? 0 : left.digits < right.digits ? -1 : 1);
  return left.negative ? -magnitudes : magnitudes;
}

/** One text for each value, itself a JSON number: `1.50`, `+15e-1` and `1.5` are all `15E-1`. */
export function canonicalNumber(text: string): string {
  const { negative, digits, exponent } = required(text);
  if (digits === "") return "0";
  const scale = exponent - digits.length + 1;
  return `${negative ? "-" : ""}${digits}${scale === 0 ? "" : `E${scale}`}`;
}

/**
 * The text as a JSON number with the same digits: itself where it is one, else with a `+`, leading
 * zeros or a bare point mended. Throws for what is no number.
 */
export function jsonNumber(text: string): string {
  if (jsonGrammar.test(text)) return text;
  const match = grammar.exec(text);
  if (match === null) throw notANumber(text);
  const [, plusOrMinus, whole = "0", fraction = match[4] ?? "", , exponent] = match;
  return (
    (plusOrMinus === "-" ? "-" : "") +
    whole.replace(/^0+(?=\d)/, "") +
    (fraction === "" ? "" : `.${fraction}`) +
    (exponent === undefined ? "" : `E${exponent}`)
  );
}

/** DynamoDB's text of a JavaScript number, by shortest round trip. Throws for NaN and what is out of range. */
export function numberText(value: number): string {
  const magnitude = Math.abs(value);
  if (magnitude === 0 || (magnitude >= 1e-130 && magnitude < 1e126)) return String(value);
  throw new DynError("invalid", `DynamoDB has no number ${value}`, {
    hint: "its numbers are finite: 0, and magnitudes from 1E-130 to 9.99E+125",
  });
}

/** Digits alone, few enough to be exact and in range. */
function isShortInteger(text: string): boolean {
  const length = text.length;
  if (length === 0 || length > maxNumberDigits) return false;
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code < 48 || code > 57) return false;
  }
  return true;
}

function parse(text: string): Decimal | undefined {
  const match = grammar.exec(text);
  if (match === null) return undefined;
  const [, plusOrMinus, whole = "", fraction = match[4] ?? "", , power = "0"] = match;
  const all = whole + fraction;
  let first = 0;
  while (all.charCodeAt(first) === 48) first++;
  let end = all.length;
  while (end > first && all.charCodeAt(end - 1) === 48) end--;
  if (first === end) return { negative: false, digits: "", exponent: 0 };
  return {
    negative: plusOrMinus === "-",
    digits: all.slice(first, end),
    exponent: whole.length - 1 - first + Number(power),
  };
}

function required(text: string): Decimal {
  const decimal = parse(text);
  if (decimal === undefined) throw notANumber(text);
  return decimal;
}

function notANumber(text: string): DynError {
  return new DynError("invalid", `${JSON.stringify(text)} is not a number`, {
    hint: "numbers are digits with an optional sign, point and exponent, such as -12.5 or 1E3",
  });
}

function sign({ negative, digits }: Decimal): number {
  if (digits === "") return 0;
  return negative ? -1 : 1;
}
