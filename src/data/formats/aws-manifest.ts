import { readFile, stat } from "node:fs/promises";
import { dirname, join, posix, resolve, sep } from "node:path";
import { DynError } from "../../errors.ts";
import {
  checksumNames,
  type ExportFile,
  type ExportSummary,
  filesName,
  md5Of,
  summaryName,
} from "./aws-layout.ts";

/** A data file of an export, and what its manifest says of it. */
export interface ExportedFile {
  readonly path: string;
  /** Below the export's folder. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly items: number;
  readonly md5: string;
}

/**
 * The data files of an AWS export, both of its manifests verified. Throws an "invalid" error for
 * what is missing, is not as its checksum says, leaves the folder or is no full export.
 * @param path of manifest-summary.json; `shown` is how the user knows it
 */
export async function exportedFiles(path: string, shown: string): Promise<readonly ExportedFile[]> {
  const folder = dirname(path);
  const summary = parsed<Partial<ExportSummary>>(await verified(folder, summaryName, shown), shown);
  refuseOthers(summary, shown);
  const lines = (await verified(folder, filesName, shown)).split("\n").filter(line => line.trim());
  const files = lines.map(line => toFile(parsed<Partial<ExportFile>>(line, filesName), shown));
  const total = files.reduce((sum, file) => sum + file.itemCount, 0);
  if (total !== summary.itemCount) {
    throw invalid(shown, `it has ${summary.itemCount} items, and its ${filesName} lists ${total}`);
  }
  const base = posix.dirname(summary.manifestFilesS3Key ?? "");
  return present(
    files.map(file => ({ file, name: nameBelow(file.dataFileS3Key, base, folder, shown) })),
    folder,
    shown,
  );
}

/** A manifest whose checksum is beside it and right. */
async function verified(folder: string, name: string, shown: string): Promise<string> {
  const bytes = await readFile(join(folder, name)).catch((cause: Error) => {
    throw invalid(shown, `its ${name} cannot be read: ${cause.message}`);
  });
  const sidecars = await Promise.all(
    checksumNames(name).map(sidecar => readFile(join(folder, sidecar), "utf8").catch(() => "")),
  );
  const found = sidecars.map(text => text.trim()).filter(text => text !== "");
  if (found.length === 0) {
    throw invalid(shown, `the checksum of its ${name} is missing`, {
      hint: `fetch ${checksumNames(name).join(" or ")} as well, or name the data files themselves`,
    });
  }
  const md5 = md5Of(bytes);
  const hex = Buffer.from(md5, "base64").toString("hex");
  if (found.every(text => text === md5 || text.toLowerCase() === hex)) return bytes.toString();
  throw invalid(shown, `its ${name} is not as its checksum says`);
}

function refuseOthers({ exportType, outputFormat }: Partial<ExportSummary>, shown: string): void {
  if (exportType === "INCREMENTAL_EXPORT") {
    throw invalid(shown, "it is an incremental export: changes, not items", {
      hint: "import a full export",
    });
  }
  if (outputFormat !== "DYNAMODB_JSON") {
    throw invalid(shown, `its format is ${JSON.stringify(outputFormat ?? "none")}`, {
      hint: "dyn reads exports as DYNAMODB_JSON",
    });
  }
}

function toFile(file: Partial<ExportFile> | null, shown: string): ExportFile {
  const { itemCount, md5Checksum, dataFileS3Key, etag = "" } = file ?? {};
  const isCount = typeof itemCount === "number" && Number.isInteger(itemCount) && itemCount >= 0;
  if (isCount && typeof md5Checksum === "string" && typeof dataFileS3Key === "string") {
    return { itemCount, md5Checksum, dataFileS3Key, etag };
  }
  throw invalid(shown, `its ${filesName} has a line without itemCount, md5Checksum, dataFileS3Key`);
}

/** The key begins with where the export was in its bucket; here is its folder alone. */
function nameBelow(key: string, base: string, folder: string, shown: string): string {
  const name = key.startsWith(`${base}/`) ? key.slice(base.length + 1) : "..";
  if (resolve(folder, name).startsWith(folder + sep) && !name.split(/[\\/]/).includes("..")) {
    return name;
  }
  throw invalid(shown, `its ${filesName} names a file outside of it: ${JSON.stringify(key)}`);
}

async function present(
  files: readonly { readonly file: ExportFile; readonly name: string }[],
  folder: string,
  shown: string,
): Promise<readonly ExportedFile[]> {
  const missing: string[] = [];
  const found: ExportedFile[] = [];
  for (const { file, name } of files) {
    const path = join(folder, name);
    const stats = await stat(path).catch(() => undefined);
    if (stats?.isFile() !== true) missing.push(name);
    else {
      const { itemCount: items, md5Checksum: md5 } = file;
      found.push({ path, name, sizeBytes: stats.size, items, md5 });
    }
  }
  if (missing.length === 0) return found;
  const listed = missing.slice(0, mostListed).join(", ");
  const more = missing.length > mostListed ? ` and ${missing.length - mostListed} more` : "";
  throw invalid(shown, `${missing.length} of its data files are missing: ${listed}${more}`, {
    hint: "fetch the export again, e.g. with aws s3 sync",
  });
}

const mostListed = 10;

function parsed<T>(text: string, shown: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw invalid(shown, `it is no JSON: ${cause instanceof Error ? cause.message : cause}`);
  }
}

function invalid(shown: string, problem: string, options: { readonly hint?: string } = {}) {
  return new DynError("invalid", `${shown}: ${problem}`, options);
}
