import { canonicalNumber, maxNumberDigits } from "./number.ts";

/** Few enough digits that doubles add them without loss, again and again up to `mostPending`. */
const shortInteger = /^-?\d{1,14}$/;
const mostPending = 2 ** 52;

/** A sum of DynamoDB's numbers, exact to the digit however far they are apart. */
export class ExactSum {
  /** The sum is this times 10 to the `#exponent`, and `#pending`. */
  #coefficient = 0n;
  #exponent = 0;
  #pending = 0;

  /** Throws an "invalid" error for what is no number. */
  add(text: string, sign: 1 | -1 = 1): this {
    if (shortInteger.test(text)) {
      this.#pending += sign * Number(text);
      if (Math.abs(this.#pending) > mostPending) this.#settle();
      return this;
    }
    const [digits = "0", exponent = "0"] = canonicalNumber(text).split("E");
    this.#addScaled(BigInt(digits) * BigInt(sign), Number(exponent));
    return this;
  }

  addSum(other: ExactSum, sign: 1 | -1 = 1): this {
    const { coefficient, exponent } = other.#settle();
    this.#addScaled(coefficient * BigInt(sign), exponent);
    return this;
  }

  /** Below zero, zero or above it as the sum is less than, equal to or greater than a number. */
  compare(text: string): number {
    const { coefficient } = new ExactSum().addSum(this).add(text, -1).#settle();
    return coefficient === 0n ? 0 : coefficient < 0n ? -1 : 1;
  }

  /** All digits; with an exponent where a point would need more zeros than a number has digits. */
  toString(): string {
    const { coefficient, exponent } = this.#settle();
    if (coefficient === 0n) return "0";
    const digits = `${coefficient < 0n ? -coefficient : coefficient}`;
    const significant = digits.replace(/0+$/, "");
    const power = exponent + digits.length - significant.length;
    const sign = coefficient < 0n ? "-" : "";
    if (power >= 0) {
      const whole = power + significant.length <= maxNumberDigits;
      return sign + significant + (whole ? "0".repeat(power) : `E${power}`);
    }
    if (-power > maxNumberDigits) return `${sign}${significant}E${power}`;
    const padded = significant.padStart(1 - power, "0");
    return `${sign}${padded.slice(0, power)}.${padded.slice(power)}`;
  }

  #settle(): { readonly coefficient: bigint; readonly exponent: number } {
    const pending = BigInt(this.#pending);
    this.#pending = 0;
    if (pending !== 0n) this.#addScaled(pending, 0);
    return { coefficient: this.#coefficient, exponent: this.#exponent };
  }

  #addScaled(coefficient: bigint, exponent: number): void {
    const common = Math.min(exponent, this.#exponent);
    this.#coefficient =
      this.#coefficient * tenTo(this.#exponent - common) + coefficient * tenTo(exponent - common);
    this.#exponent = common;
  }
}

function tenTo(power: number): bigint {
  return power === 0 ? 1n : 10n ** BigInt(power);
}
