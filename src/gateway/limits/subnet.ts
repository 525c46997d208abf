import { isIPv4 } from "node:net";

/** What is no address. */
const unknown = "unknown";

/**
 * Whom an address is counted as: an IPv4 address as itself, also when it comes mapped into IPv6, and
 * an IPv6 one as its /64, which is what one subscriber has at least. What is no address is counted
 * as one. On the way of every request: no more
 * than the first four groups is looked at.
 */
export function subnetOf(address: string): string {
  if (!address.includes(":")) return isIPv4(address) ? address : unknown;
  const written = fourGroups.exec(address);
  if (written !== null) return `${written[0]}:/64`;
  const mapped = address.includes(".") ? mappedPrefix.exec(address) : null;
  if (mapped !== null) return subnetOf(address.slice(mapped[0].length));
  const groups = firstFour(address).map(groupOf);
  return groups.length === 4 && !groups.includes("") ? `${groups.join(":")}::/64` : unknown;
}

/** As sockets write them; any other way takes longer. */
const fourGroups = /^(?:(?:0|[1-9a-f][\da-f]{0,3}):){4}/;
const mappedPrefix = /^::ffff:(?=[^:]*$)/i;

function firstFour(address: string): string[] {
  const [head = "", tail] = address.split("::", 2);
  const groups = head === "" ? [] : head.split(":");
  if (tail !== undefined) {
    const last = tail === "" ? [] : tail.split(":");
    // An IPv4 address at the end stands for two groups.
    const width = tail.includes(".") ? last.length + 1 : last.length;
    for (let zeros = 8 - groups.length - width; zeros > 0; zeros -= 1) groups.push("0");
    groups.push(...last);
  }
  return groups.slice(0, 4);
}

/** In its shortest form; "" for what is none. */
function groupOf(text: string): string {
  return /^[\da-f]{1,4}$/i.test(text) ? Number.parseInt(text, 16).toString(16) : "";
}
