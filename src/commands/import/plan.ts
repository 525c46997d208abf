import { resolve } from "node:path";
import type { Session } from "../../cli/session.ts";
import type { ColumnType } from "../../data/formats/csv-column.ts";
import type { InputFormat } from "../../data/formats/format.ts";
import type { InputFile } from "../../data/formats/input-files.ts";
import type { ReadOptions } from "../../data/formats/read.ts";
import { keyAttributes } from "../../data/table-keys.ts";
import type { Transform } from "../../data/transfer/move.ts";
import { DynError } from "../../errors.ts";
import type { TableSchema } from "../../schema/schema.ts";
import type { Step } from "./transform-options.ts";

export interface ImportOptions {
  readonly format?: InputFormat;
  /** Types of a CSV's columns by name. */
  readonly columns?: ReadonlyMap<string, ColumnType>;
  readonly onConflict: "overwrite" | "skip" | "fail";
  readonly schema?: string;
  /** Transforms in their order. */
  readonly steps: readonly Step[];
  readonly deadLetter?: string;
  readonly checkpoint?: string;
  readonly checkpointEvery: number;
  readonly concurrency: number;
  readonly maxWcu?: number;
  readonly patience: number;
}

/** What is to be imported, once all that the user typed is known to hold. */
export interface Plan {
  readonly table: string;
  readonly files: readonly InputFile[];
  readonly transform: Transform | undefined;
  /** What the transforms are, for a checkpoint to tell one job from another. */
  readonly transforms: string;
  /** The table as `--schema` wants it. */
  readonly schema: TableSchema | undefined;
  readonly options: ImportOptions;
}

/** Reads what the user named; nothing has been sent then. */
export async function planned(
  session: Session,
  options: ImportOptions,
  table: string,
  words: readonly string[],
): Promise<Plan> {
  const { cwd, stdin } = session.context;
  if (words.length === 0 && stdin.isTTY === true) {
    throw new DynError("usage", "what is to be imported?", {
      hint: `name files, such as: dyn import ${table} items.jsonl; or pipe items into it`,
    });
  }
  const { inputFiles } = await import("../../data/formats/input-files.ts");
  const { tableOfFile } = await import("../table-of-file.ts");
  const { transformOf } = await import("./transform.ts");
  const names = words.length === 0 ? ["-"] : words;
  const { transform, text } = await transformOf(options.steps, cwd, session.context.now);
  const schema =
    options.schema === undefined ? undefined : await tableOfFile(options.schema, table, cwd);
  const files = await inputFiles(names, { cwd, stdin, format: options.format });
  return { table, files, transform, transforms: text, schema, options };
}

/** How records are read of the plan's files. */
export function readOptions({ options }: Plan, schema: TableSchema | undefined): ReadOptions {
  const attributes = schema === undefined ? [] : keyAttributes(schema.key);
  return {
    keyTypes: new Map(attributes.map(({ name, type }) => [name, type] as const)),
    ...(options.columns && { columns: options.columns }),
  };
}

/** A file's path as the user knows it, and where it is. */
export function placed(session: Session, file: string): { shown: string; path: string } {
  return { shown: file, path: resolve(session.context.cwd, file) };
}
