import { didYouMean } from "../../config/suggest.ts";
import { check, Problems } from "../../config/validate.ts";
import { parseYaml } from "../../config/yaml-file.ts";
import { DynError } from "../../errors.ts";
import type { Item } from "../../values/attribute.ts";
import { toItem } from "../../values/typed.ts";
import { modelShape } from "./workbench-shape.ts";

/** Whether a text may be a model, rather than items a line each. */
export function isModel(text: string): boolean {
  return /"DataModel"\s*:\s*\[/.test(text) && !/^\s*\{\s*"Item"/.test(text);
}

/**
 * The sample items that a model of NoSQL Workbench has for a table.
 * @throws DynError "invalid" with every mistake of the file, or when it has none for the table
 */
export function sampleItems(text: string, file: string, table: string): readonly Item[] {
  const document = parseYaml(text, file);
  const problems = new Problems(document);
  const model = check(modelShape, document, problems);
  problems.throwIfAny();
  const tables = model?.DataModel ?? [];
  const at = tables.findIndex(({ TableName }) => TableName === table);
  const items = (tables[at]?.TableData ?? []).flatMap((tree, item) => {
    try {
      return [toItem(tree)];
    } catch (error) {
      if (!(error instanceof DynError)) throw error;
      problems.add(["DataModel", at, "TableData", item], error.message);
      return [];
    }
  });
  problems.throwIfAny();
  if (items.length > 0) return items;
  const names = tables.filter(each => each.TableData?.length).map(each => each.TableName);
  const meant = didYouMean(table, names);
  const others = names.length === 0 ? "it has none at all" : `it has some for ${names.join(", ")}`;
  throw new DynError("invalid", `${file} has no sample data for ${table}`, {
    hint: meant === undefined ? others : `did you mean ${meant}?`,
  });
}
