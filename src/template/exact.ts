import { ExactNumber } from "./scope.ts";

/** A number from its decimal text: a double where that keeps every digit, else the digits. */
export function numberValue(text: string): number | ExactNumber {
  const value = Number(text);
  const exact = significant(String(value)) === significant(text);
  const counts = !Number.isInteger(value) || Number.isSafeInteger(value);
  return exact && counts ? value : new ExactNumber(text);
}

/** The digits without sign, point, exponent and outer zeros. */
function significant(text: string): string {
  const [digits = ""] = text.toLowerCase().split("e");
  return digits.replace(/^[+-]/, "").replace(".", "").replace(/^0+/, "").replace(/0+$/, "");
}
