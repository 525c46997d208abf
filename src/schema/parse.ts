import { check, Problems } from "../config/validate.ts";
import { invalidFile, parseYamlDocuments, type YamlFile } from "../config/yaml-file.ts";
import type { Problem } from "../errors.ts";
import { checkRules } from "./rules.ts";
import type { TableSchema } from "./schema.ts";
import { tableShape } from "./shape.ts";
import { intrinsicTags } from "./sources/intrinsics.ts";
import type { Reading } from "./sources/reading.ts";
import { sourceOf } from "./sources/sources.ts";
import { tableOf } from "./table.ts";

const nativeForm =
  'a table is written as "table: Users" and "partitionKey: Id S", then what else it has: sortKey, billing, ttl, indexes, …';

export interface ParseOptions {
  /** Told of what a file of another form has that dyn does not manage; else that is a mistake. */
  readonly onNote?: (note: Problem) => void;
}

/**
 * Reads the tables of a file: of dyn's own form, one a YAML document, separated by `---`; of
 * CloudFormation's, DescribeTable's, CreateTable's or NoSQL Workbench's, YAML or JSON.
 * @throws DynError "invalid" with every mistake of the file, each with its line and column.
 */
export function parseTableSchemas(
  text: string,
  file: string,
  { onNote }: ParseOptions = {},
): TableSchema[] {
  const documents = parseYamlDocuments(text, file, intrinsicTags);
  if (documents.length === 0) {
    const place = { file, line: 1, column: 1 };
    throw invalidFile(file, [{ message: "no table in this file", place, hint: nativeForm }]);
  }
  const readings = documents.map(readDocument);
  const tables = readings.flatMap(reading => reading.tables);
  const notes = readings.flatMap(reading => reading.notes);
  const found = [
    ...readings.flatMap(({ problems }) => problems),
    ...tables.flatMap(table => mistakes(table, tables)),
    ...(onNote === undefined ? notes : []),
  ];
  if (found.length > 0) throw invalidFile(file, found);
  if (onNote !== undefined) notes.forEach(onNote);
  return tables.map(({ data }) => tableOf(data));
}

function readDocument(document: YamlFile): Reading {
  const source = sourceOf(document.data);
  if (source !== undefined) {
    const reading = source.read({ ...document, problems: [] });
    return { ...reading, problems: [...document.problems, ...reading.problems] };
  }
  if (!isScenario(document.data)) return { tables: [document], problems: [], notes: [] };
  const problems = new Problems(document);
  problems.add([], "this is a scenario, not a table", {
    hint: `run it with: dyn stress run ${document.file}`,
  });
  return { tables: [], problems: problems.found, notes: [] };
}

function mistakes(document: YamlFile, all: readonly YamlFile[]): Problems["found"] {
  const problems = new Problems(document);
  check(tableShape, document, problems);
  const table = tableOf(document.data);
  checkRules(table, problems);
  const first = all.find(({ data }) => tableOf(data).table === table.table);
  if (table.table !== "" && first !== document) {
    problems.add(["table"], `"${table.table}" is in this file twice`);
  }
  return problems.found;
}

function isScenario(data: unknown): boolean {
  return has(data, "operations") && !has(data, "table");
}

/** Whether a YAML text was meant as a table of dyn's own form, however many mistakes it has. */
export function looksLikeTable(text: string, file: string): boolean {
  const [first] = parseYamlDocuments(text, file);
  return has(first?.data, "table") && has(first?.data, "partitionKey");
}

function has(data: unknown, key: string): boolean {
  return data !== null && typeof data === "object" && Object.hasOwn(data, key);
}
