import { DynError } from "../../errors.ts";
import type { AttributeValue } from "../../values/attribute.ts";
import { isBase64 } from "../../values/binary.ts";
import { checkNumber } from "../../values/number.ts";
import { parsePlain } from "../../values/plain.ts";
import { typeWords } from "../../values/type-words.ts";
import type { ColumnType } from "./csv-column.ts";

/** The value of a cell that is not empty. Throws an "invalid" error when it is none of the type. */
export function cellValue(text: string, type: ColumnType): AttributeValue | undefined {
  if (type === "S") return { S: text };
  // Programs that put quotes around everything have no other way to leave a cell empty.
  if (text === "") return undefined;
  switch (type) {
    case "N":
      checkNumber(text);
      return { N: text };
    case "BOOL":
    case "NULL":
    case "L":
    case "M":
      return ofType(parsePlain(words.has(text.toLowerCase()) ? text.toLowerCase() : text), type);
    case "B":
      return isBase64(text) ? { B: text } : ofType(parsePlain(text), type);
    case "SS":
    case "NS":
    case "BS":
      return ofType(
        parsePlain(text.trimStart().startsWith("[") ? `{"$${type.toLowerCase()}":${text}}` : text),
        type,
      );
    case "JSON":
      return parsePlain(text);
  }
}

const words = new Set(["true", "false", "null"]);

function ofType(value: AttributeValue, type: Exclude<ColumnType, "JSON">): AttributeValue {
  if (type in value) return value;
  throw new DynError("invalid", `this is not ${typeWords[type]}`);
}
