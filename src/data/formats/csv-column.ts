/** What a CSV's header may say of a column, behind a colon; `JSON` is any value, as plain JSON. */
export const columnTypes = [
  "S",
  "N",
  "B",
  "BOOL",
  "NULL",
  "L",
  "M",
  "SS",
  "NS",
  "BS",
  "JSON",
] as const;
export type ColumnType = (typeof columnTypes)[number];

export interface CsvColumn {
  readonly name: string;
  /** Of all its values; absent: text as it stands, every other value as its plain JSON. */
  readonly type?: ColumnType;
}
