import { InvalidArgumentError } from "commander";
import { byteSizeForm, parseByteSize } from "../config/byte-size.ts";

/** Parses an option's size, such as `100MB` or `1.5 GB`, into bytes; units are of 1,024. */
export function byteSizeOption(text: string): number {
  const bytes = parseByteSize(text);
  if (bytes !== undefined) return bytes;
  throw new InvalidArgumentError(`It takes ${byteSizeForm}.`);
}
