import { isIPv4, isIPv6 } from "node:net";

/**
 * Whom an address is counted as: an IPv4 address as itself, also when it comes mapped into IPv6, and
 * an IPv6 one as its /64, which is what one subscriber has at least. What is no address is counted
 * as one.
 */
export function subnetOf(address: string): string {
  if (isIPv4(address)) return address;
  const [text = ""] = address.split("%");
  if (!isIPv6(text)) return "unknown";
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(text)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = "", tail] = text.split("::");
  const first = groupsOf(head);
  // An IPv4 address at the end stands for two groups.
  const last = tail === undefined ? [] : groupsOf(tail.replace(/[^:]+\.[^:]+$/, "0:0"));
  const zeros = Array.from({ length: 8 - first.length - last.length }, () => "0");
  const groups = tail === undefined ? first : [...first, ...zeros, ...last];
  return `${groups.slice(0, 4).join(":")}::/64`;
}

function groupsOf(text: string): string[] {
  return text === "" ? [] : text.split(":").map(group => Number.parseInt(group, 16).toString(16));
}
