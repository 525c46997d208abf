/**
 * Attribute values in DynamoDB's own JSON form, as they travel on the wire: N keeps its digits as
 * text and B its base64, so nothing is rounded or re-encoded between a reply and a file.
 */
export type AttributeValue =
  | { S: string }
  | { N: string }
  | { B: string }
  | { BOOL: boolean }
  | { NULL: true }
  | { L: AttributeValue[] }
  | { M: Item }
  | { SS: string[] }
  | { NS: string[] }
  | { BS: string[] };

/**
 * Attribute name → value. Made by JSON.parse or with a null prototype, never by assignment to an
 * object literal, so that an attribute called `__proto__` stays an attribute.
 */
export type Item = Record<string, AttributeValue>;

/** The type of a key attribute. */
export type KeyType = "S" | "N" | "B";

export function emptyItem(): Item {
  return Object.create(null) as Item;
}

/** An item's attribute, and nothing that JavaScript's objects have of their own. */
export function attributeOf(item: Item, name: string): AttributeValue | undefined {
  return Object.hasOwn(item, name) ? item[name] : undefined;
}

/** Deeper than items are; whoever nests deeper yet is not to exhaust the stack. */
const mostLevels = 100;

/** Whether something out of a reply has the form of a value; what its numbers and binaries hold is not looked at. */
export function isAttributeValue(value: unknown, level = 0): value is AttributeValue {
  if (typeof value !== "object" || value === null || level > mostLevels) return false;
  for (const type in value) {
    const content = (value as Readonly<Record<string, unknown>>)[type];
    switch (type) {
      case "S":
      case "N":
      case "B":
        return typeof content === "string";
      case "BOOL":
      case "NULL":
        return typeof content === "boolean";
      case "L":
        return Array.isArray(content) && content.every(each => isAttributeValue(each, level + 1));
      case "M":
        return (
          typeof content === "object" &&
          content !== null &&
          Object.values(content).every(each => isAttributeValue(each, level + 1))
        );
      case "SS":
      case "NS":
      case "BS":
        return Array.isArray(content) && content.every(each => typeof each === "string");
      default:
        return false;
    }
  }
  return false;
}
