import { itemText } from "../../values/plain.ts";
import type { MovedItem } from "../transfer/moved-item.ts";
import type { CsvColumn } from "./csv-column.ts";
import { csvHeader, csvLine } from "./csv-write.ts";
import type { FileFormat } from "./format.ts";
import { plainItemText } from "./typed-to-plain.ts";

export interface EncoderOptions {
  /** The columns of a CSV, which it has to be told. */
  readonly columns?: readonly CsvColumn[];
}

export interface Encoder {
  /** What each file begins with. */
  readonly head: string;
  /** The lines of these items, each with its end. */
  encode(items: readonly MovedItem[]): string;
}

/** Items as the text of a file, one on a line; only a CSV's cells may hold line breaks. */
export function encoder(format: FileFormat, options: EncoderOptions = {}): Encoder {
  switch (format) {
    case "jsonl":
      return {
        head: "",
        encode: lines(moved => `${plainItemText(moved.text) ?? itemText(moved.item)}\n`),
      };
    case "dynamodb-json":
      return { head: "", encode: lines(({ text }) => `{"Item":${text}}\n`) };
    case "csv": {
      const { columns = [] } = options;
      return {
        head: csvHeader(columns),
        encode: lines(({ item }) => csvLine(item, columns)),
      };
    }
  }
}

function lines(textOf: (item: MovedItem) => string) {
  return (items: readonly MovedItem[]) => {
    let text = "";
    for (const item of items) text += textOf(item);
    return text;
  };
}
