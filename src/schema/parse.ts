import { check, Problems } from "../config/validate.ts";
import { invalidFile, parseYamlDocuments, type YamlFile } from "../config/yaml-file.ts";
import { checkRules } from "./rules.ts";
import type { TableSchema } from "./schema.ts";
import { tableShape } from "./shape.ts";
import { tableOf } from "./table.ts";

const nativeForm =
  'a table is written as "table: Users" and "partitionKey: Id S", then what else it has: sortKey, billing, ttl, indexes, …';

/**
 * Reads the tables of a YAML file, one a document; documents are separated by `---`.
 * @throws DynError "invalid" with every mistake of the file, each with its line and column.
 */
export function parseTableSchemas(text: string, file: string): TableSchema[] {
  const documents = parseYamlDocuments(text, file);
  if (documents.length === 0) {
    const place = { file, line: 1, column: 1 };
    throw invalidFile(file, [{ message: "no table in this file", place, hint: nativeForm }]);
  }
  const found = documents.flatMap(document => [...mistakes(document, documents)]);
  if (found.length > 0) throw invalidFile(file, found);
  return documents.map(({ data }) => tableOf(data));
}

function mistakes(document: YamlFile, all: readonly YamlFile[]): Problems["found"] {
  const problems = new Problems(document);
  if (isCloudFormation(document.data)) {
    problems.add([], "this is CloudFormation's form of a table, expected dyn's own", {
      hint: nativeForm,
    });
    return problems.found;
  }
  if (isScenario(document.data)) {
    problems.add([], "this is a scenario, not a table", {
      hint: `run it with: dyn stress run ${document.file}`,
    });
    return problems.found;
  }
  check(tableShape, document, problems);
  const table = tableOf(document.data);
  checkRules(table, problems);
  const first = all.find(({ data }) => tableOf(data).table === table.table);
  if (table.table !== "" && first !== document) {
    problems.add(["table"], `"${table.table}" is in this file twice`);
  }
  return problems.found;
}

const cloudFormationKeys = [
  "Resources",
  "Properties",
  "AWSTemplateFormatVersion",
  "TableName",
  "KeySchema",
  "AttributeDefinitions",
];

function isCloudFormation(data: unknown): boolean {
  return cloudFormationKeys.some(key => has(data, key));
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
