/** `1,204`; takes a decimal's text too, whose fraction and exponent stay as they are. */
export function grouped(number: number | string): string {
  const [, sign = "", whole = "", rest = ""] = /^(-?)(\d*)(.*)$/s.exec(`${number}`) ?? [];
  return sign + whole.replace(/\B(?=(?:\d{3})+$)/g, ",") + rest;
}

/** `1 session`, `4,201 sessions`, `no sessions`. */
export function counted(count: number, noun: string): string {
  return `${count === 0 ? "no" : grouped(count)} ${count === 1 ? noun : plural(noun)}`;
}

export function isOrAre(count: number): "is" | "are" {
  return count === 1 ? "is" : "are";
}

/** Of an English noun such as an entity's name. */
function plural(noun: string): string {
  if (/[^aeiou]y$/i.test(noun)) return `${noun.slice(0, -1)}ies`;
  return /(?:s|x|z|ch|sh)$/i.test(noun) ? `${noun}es` : `${noun}s`;
}

/** `a, b and c`. */
export function listed(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join("");
  return `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
