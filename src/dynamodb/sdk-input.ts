/**
 * A request in DynamoDB's JSON form as the SDK takes it: B and BS hold bytes instead of base64. A
 * member called `B` with a text is always a binary value: attributes of that name hold objects.
 */
export function sdkInput(node: unknown): unknown {
  if (typeof node !== "object" || node === null) return node;
  if (Array.isArray(node)) return node.map(sdkInput);
  const converted: Record<string, unknown> = Object.create(null);
  for (const [name, member] of Object.entries(node)) {
    if (name === "B" && typeof member === "string") converted[name] = bytes(member);
    else if (name === "BS" && isTextList(member)) converted[name] = member.map(bytes);
    else converted[name] = sdkInput(member);
  }
  return converted;
}

function bytes(base64: string): Uint8Array {
  return Buffer.from(base64, "base64");
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(element => typeof element === "string");
}
