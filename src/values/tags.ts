import { type AttributeValue, emptyItem } from "./attribute.ts";
import { isBase64 } from "./binary.ts";
import { duplicateMember } from "./sets.ts";

/**
 * The value of a plain JSON object whose only name begins with `$`: a binary, a set, or a map with
 * one `$` too many. As text: what is wrong with it.
 */
export function untagged(name: string, content: AttributeValue): AttributeValue | string {
  switch (name) {
    case "$b":
      if ("S" in content && isBase64(content.S)) return { B: content.S };
      return "$b takes base64 text, with its padding";
    case "$ss":
      return toSet(content, "SS", "strings", member => ("S" in member ? member.S : undefined));
    case "$ns":
      return toSet(content, "NS", "numbers", member => ("N" in member ? member.N : undefined));
    case "$bs":
      return toSet(content, "BS", "base64 texts", member =>
        "S" in member && isBase64(member.S) ? member.S : undefined,
      );
  }
  if (!name.startsWith("$$")) return `${JSON.stringify(name)} is no tag of plain JSON`;
  const members = emptyItem();
  members[name.slice(1)] = content;
  return { M: members };
}

/** What to write instead of a tag that is refused. */
export function tagHint(name: string): string {
  return `the tags are {"$b": "base64"}, {"$ss": ["a"]}, {"$ns": [1]} and {"$bs": ["base64"]}; a map with the one name ${JSON.stringify(name)} is written with ${JSON.stringify(`$${name}`)}`;
}

function toSet(
  content: AttributeValue,
  type: "SS" | "NS" | "BS",
  kind: string,
  textOf: (member: AttributeValue) => string | undefined,
): AttributeValue | string {
  const tag = `$${type.toLowerCase()}`;
  if (!("L" in content)) return `${tag} takes a list of ${kind}`;
  if (content.L.length === 0) return `${tag} is empty, and DynamoDB stores no empty set`;
  const members: string[] = [];
  for (const member of content.L) {
    const text = textOf(member);
    if (text === undefined) return `${tag} takes a list of ${kind} only`;
    members.push(text);
  }
  const duplicate = members[duplicateMember(members, type)];
  if (duplicate !== undefined) return `${tag} has ${JSON.stringify(duplicate)} twice`;
  switch (type) {
    case "SS":
      return { SS: members };
    case "NS":
      return { NS: members };
    case "BS":
      return { BS: members };
  }
}
