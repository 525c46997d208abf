/** `1,204`; takes a decimal's text too, whose fraction and exponent stay as they are. */
export function grouped(number: number | string): string {
  const [, sign = "", whole = "", rest = ""] = /^(-?)(\d*)(.*)$/s.exec(`${number}`) ?? [];
  return sign + whole.replace(/\B(?=(?:\d{3})+$)/g, ",") + rest;
}

/** `1 item`, `4,201 items`, `no items`. */
export function counted(count: number, noun: string): string {
  return `${count === 0 ? "no" : grouped(count)} ${noun}${count === 1 ? "" : "s"}`;
}

export function isOrAre(count: number): "is" | "are" {
  return count === 1 ? "is" : "are";
}

/** `a, b and c`. */
export function listed(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join("");
  return `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
