import { stat } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import type { Session } from "../../cli/session.ts";
import { partPath } from "../../data/export/part-file.ts";
import { compressionOf } from "../../data/formats/compression.ts";
import { type Compression, type FileFormat, fileFormats } from "../../data/formats/format.ts";
import { formatOf } from "../../data/formats/name.ts";
import { DynError } from "../../errors.ts";
import type { ExportOptions } from "./options.ts";

/** Where items go, and in which form. */
export type Destination =
  | { readonly kind: "stdout"; readonly format: FileFormat }
  | {
      readonly kind: "files";
      /** As the user typed it. */
      readonly shown: string;
      readonly path: string;
      readonly format: FileFormat;
      readonly compression: Compression;
      readonly splitBytes: number | undefined;
    }
  /** A directory, in AWS's own layout. */
  | {
      readonly kind: "aws";
      readonly shown: string;
      readonly path: string;
      readonly splitBytes: number | undefined;
    };

/** Throws a "usage" error for what contradicts itself. */
export async function destinationOf(
  session: Session,
  options: ExportOptions,
  file: string | undefined,
): Promise<Destination> {
  const { split: splitBytes, checkpoint } = options;
  if (file === undefined || file === "-") {
    for (const [option, value] of [
      ["--split", splitBytes],
      ["--checkpoint", checkpoint],
    ]) {
      if (value === undefined) continue;
      throw new DynError("usage", `${option} needs a file to write`, {
        hint: "name one behind the table: dyn export TABLE FILE",
      });
    }
    return { kind: "stdout", format: options.format ?? printed(session) };
  }
  const path = resolve(session.context.cwd, file);
  if (/[/\\]$/.test(file) || (await isDirectory(path))) {
    const { format = "dynamodb-json" } = options;
    if (format === "dynamodb-json") return { kind: "aws", shown: file, path, splitBytes };
    throw new DynError("usage", `${file} is a directory, which --format ${format} does not fill`, {
      hint: `name a file in it, such as ${join(file, `items.${format}`)}`,
    });
  }
  const format = options.format ?? named(file);
  const own = [path, partPath(path), partPath(`${path}.items`)];
  if (checkpoint !== undefined && own.includes(resolve(session.context.cwd, checkpoint))) {
    throw new DynError("usage", "a checkpoint cannot be in the file that is exported to", {
      hint: "name another, such as --checkpoint export.checkpoint",
    });
  }
  return { kind: "files", shown: file, path, format, compression: compressionOf(file), splitBytes };
}

/** The n-th of several files: `orders-0001.jsonl.gz`. */
export function numbered(path: string, n: number): string {
  const [compressed] = /\.(?:gz|zst)$/i.exec(path) ?? [""];
  const whole = basename(path).slice(0, -compressed.length || undefined);
  const [extension = ""] = /\.dynamodb\.json$/i.exec(whole) ?? [extname(whole)];
  const stem = whole.slice(0, -extension.length || undefined);
  const name = `${stem}-${String(n).padStart(4, "0")}${extension}${compressed}`;
  return /[/\\]/.test(path) ? join(dirname(path), name) : name;
}

/** To stdout, `-o` says the format, too. */
function printed({ flags }: Session): FileFormat {
  const { output } = flags;
  if (output === undefined) return "jsonl";
  const found = fileFormats.find(format => format === output);
  if (found !== undefined) return found;
  throw new DynError("usage", `a table is not exported as ${output}`, {
    hint: `the formats are ${fileFormats.join(", ")}`,
  });
}

function named(file: string): FileFormat {
  const format = formatOf(file);
  const found = fileFormats.find(each => each === format);
  if (found !== undefined) return found;
  throw new DynError("usage", `the name ${file} does not tell a format`, {
    hint: `add --format ${fileFormats.join("|")}, or end it with .jsonl, .dynamodb.json or .csv`,
  });
}

async function isDirectory(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}
