import { InvalidArgumentError } from "commander";

const units: Readonly<Record<string, number>> = {
  KB: 1024,
  MB: 1024 ** 2,
  GB: 1024 ** 3,
  TB: 1024 ** 4,
};

/** Parses an option's size, such as `100MB` or `1.5 GB`, into bytes; units are of 1,024. */
export function byteSizeOption(text: string): number {
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?) ?([KMGT]B)$/i.exec(text) ?? [];
  const bytes = Math.floor(Number(number) * (units[unit.toUpperCase()] ?? Number.NaN));
  if (bytes > 0) return bytes;
  throw new InvalidArgumentError("It takes a size such as 500KB, 100MB or 2GB.");
}
