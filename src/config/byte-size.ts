const units: Readonly<Record<string, number>> = {
  KB: 1024,
  MB: 1024 ** 2,
  GB: 1024 ** 3,
  TB: 1024 ** 4,
};

/** What a size looks like, for messages. */
export const byteSizeForm = "a size such as 500KB, 100MB or 2GB";

/** `100MB`, `1.5 GB` → bytes, in units of 1,024, at least one; undefined when it is no size. */
export function parseByteSize(text: string): number | undefined {
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?) ?([KMGT]B)$/i.exec(text.trim()) ?? [];
  const bytes = Math.floor(Number(number) * (units[unit.toUpperCase()] ?? Number.NaN));
  return bytes > 0 && Number.isSafeInteger(bytes) ? bytes : undefined;
}
