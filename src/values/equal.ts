import type { AttributeValue, Item } from "./attribute.ts";
import { canonicalNumber, compareNumbers } from "./number.ts";

/** Whether two values are the same to DynamoDB: numbers by value, sets without order. */
export function valuesEqual(a: AttributeValue, b: AttributeValue): boolean {
  if ("S" in a) return "S" in b && a.S === b.S;
  if ("N" in a) return "N" in b && compareNumbers(a.N, b.N) === 0;
  if ("B" in a) return "B" in b && a.B === b.B;
  if ("BOOL" in a) return "BOOL" in b && a.BOOL === b.BOOL;
  if ("NULL" in a) return "NULL" in b;
  if ("M" in a) return "M" in b && itemsEqual(a.M, b.M);
  if ("SS" in a) return "SS" in b && setsEqual(a.SS, b.SS);
  if ("NS" in a) {
    return "NS" in b && setsEqual(a.NS.map(canonicalNumber), b.NS.map(canonicalNumber));
  }
  if ("BS" in a) return "BS" in b && setsEqual(a.BS, b.BS);
  return "L" in b && listsEqual(a.L, b.L);
}

/** Whether two items have the same attributes with equal values. */
export function itemsEqual(a: Item, b: Item): boolean {
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every(name => {
    const left = a[name];
    const right = Object.hasOwn(b, name) ? b[name] : undefined;
    return left !== undefined && right !== undefined && valuesEqual(left, right);
  });
}

function listsEqual(a: readonly AttributeValue[], b: readonly AttributeValue[]): boolean {
  return (
    a.length === b.length &&
    a.every((value, position) => {
      const other = b[position];
      return other !== undefined && valuesEqual(value, other);
    })
  );
}

function setsEqual(a: readonly string[], b: readonly string[]): boolean {
  const members = new Set(a);
  return members.size === new Set(b).size && b.every(member => members.has(member));
}
