import { createReadStream, type Stats } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { DynError } from "../../errors.ts";
import { summaryName } from "./aws-layout.ts";
import { exportedFiles } from "./aws-manifest.ts";
import { compressionOf, decompressed } from "./compression.ts";
import type { InputFormat } from "./format.ts";
import { inputFormats } from "./format.ts";
import { type InputFile, toInputFile } from "./input-file.ts";
import { formatOf } from "./name.ts";
import { compressionOfContent, formatOfContent, peeked, startOf } from "./sniff.ts";

export type { InputFile } from "./input-file.ts";

export interface InputFilesOptions {
  /** What relative paths and globs start from. */
  readonly cwd: string;
  /** What `-` reads. */
  readonly stdin: AsyncIterable<Uint8Array>;
  /** As `--format` says; absent: by each file's name, else by its first bytes. */
  readonly format?: InputFormat | undefined;
}

/**
 * The files that words name: paths, globs, directories of AWS exports or their manifest-summary.json,
 * and `-`. Throws a "usage" or "invalid" error for what cannot be found, told or trusted.
 */
export async function inputFiles(
  words: readonly string[],
  options: InputFilesOptions,
): Promise<readonly InputFile[]> {
  if (words.filter(word => word === "-").length > 1) {
    throw new DynError("usage", "- is there twice, and standard input can be read once");
  }
  const files: InputFile[] = [];
  for (const word of words) files.push(...(await namedFiles(word, options)));
  return files;
}

async function namedFiles(word: string, options: InputFilesOptions): Promise<readonly InputFile[]> {
  if (word === "-") return [await streamed("standard input", options.stdin, options.format)];
  const path = resolve(options.cwd, word);
  const stats = await stat(path).catch(() => undefined);
  if (stats?.isDirectory()) {
    return awsExport(await summaryBelow(path, word), word, { path, shown: word });
  }
  if (stats !== undefined && basename(path) === summaryName) {
    return awsExport(path, word, { path: dirname(path), shown: dirname(word) });
  }
  if (stats !== undefined) return [await file(word, path, stats, options)];
  const matches = /[*?[\]{}]/.test(word) ? await globbed(word, options.cwd) : [];
  if (matches.length === 0) throw noFile(word);
  return Promise.all(
    matches.map(async match => {
      const found = resolve(options.cwd, match);
      return file(match, found, await stat(found), options);
    }),
  );
}

/** What can be read once: its first bytes tell what it is compressed with, too. */
async function streamed(
  name: string,
  stream: AsyncIterable<Uint8Array>,
  told: InputFormat | undefined,
): Promise<InputFile> {
  const { start, chunks } = await tried(name, peeked(stream));
  const content = decompressed(chunks, compressionOfContent(start));
  if (told !== undefined) {
    return toInputFile({ name, format: told, compression: "none", open: () => content });
  }
  const inner = await tried(name, peeked(content));
  const format = formatOfContent(inner.start) ?? unknownFormat(name);
  return toInputFile({ name, format, compression: "none", open: () => inner.chunks });
}

/** Less than malloc takes from the system each time. */
const readBytes = 64 * 1024;

async function file(
  name: string,
  path: string,
  stats: Stats,
  { format }: InputFilesOptions,
): Promise<InputFile> {
  const open = () => createReadStream(path, { highWaterMark: readBytes });
  const told = format ?? formatOf(name);
  // A pipe, such as bash's <(…), loses what is read of it to tell its format.
  if (!stats.isFile()) return streamed(name, open(), told);
  const compression = compressionOf(name);
  const sizeBytes = stats.size;
  if (told !== undefined) return toInputFile({ name, format: told, compression, sizeBytes, open });
  const start = await tried(name, startOf(decompressed(open(), compression)));
  const found = formatOfContent(start) ?? unknownFormat(name);
  return toInputFile({ name, format: found, compression, sizeBytes, open });
}

async function tried<T>(name: string, start: Promise<T>): Promise<T> {
  try {
    return await start;
  } catch (error) {
    const { message } = error as Error;
    throw new DynError("invalid", `${name}: ${message}`, { cause: error });
  }
}

/** @param folder the directory that the user named, or that the manifest is in */
async function awsExport(
  summary: string,
  word: string,
  folder: { readonly path: string; readonly shown: string },
): Promise<readonly InputFile[]> {
  const files = await exportedFiles(summary, word);
  return files.map(({ path, sizeBytes, items, md5 }) =>
    toInputFile({
      name: join(folder.shown, relative(folder.path, path)),
      format: "dynamodb-json",
      compression: compressionOf(path),
      sizeBytes,
      open: () => createReadStream(path, { highWaterMark: readBytes }),
      expected: { items, md5 },
    }),
  );
}

/** Of prefix/AWSDynamoDB/id/manifest-summary.json, any of the folders may be named. */
const deepest = 4;

async function summaryBelow(path: string, word: string): Promise<string> {
  const found = await summaries(path, deepest);
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  if (only === undefined) {
    throw new DynError("usage", `${word} is a directory without an AWS export in it`, {
      hint: `name files, or a glob in quotes such as '${join(word, "*.jsonl.gz")}'`,
    });
  }
  throw new DynError("usage", `${word} holds ${found.length} AWS exports`, {
    hint: `name one of them: ${found.slice(0, 5).join(", ")}`,
  });
}

async function summaries(folder: string, levels: number): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(cause => {
    throw new DynError("failed", `cannot read the directory ${folder}: ${cause.message}`, {
      cause,
    });
  });
  if (entries.some(entry => entry.name === summaryName)) return [join(folder, summaryName)];
  if (levels === 0) return [];
  const folders = entries.filter(entry => entry.isDirectory()).map(entry => entry.name);
  const below = folders.sort().map(name => summaries(join(folder, name), levels - 1));
  return (await Promise.all(below)).flat();
}

async function globbed(pattern: string, cwd: string): Promise<string[]> {
  const { glob } = await import("tinyglobby");
  return (await glob(pattern, { cwd, expandDirectories: false })).sort();
}

function noFile(word: string): DynError {
  return new DynError("usage", `no such file: ${word}`, {
    hint: "files, globs in quotes, directories of AWS exports, or - for standard input",
  });
}

function unknownFormat(name: string): never {
  throw new DynError("usage", `cannot tell the format of ${name} by its name or first bytes`, {
    hint: `name it with --format ${inputFormats.join("|")}`,
  });
}
