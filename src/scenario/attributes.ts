/** What a column of a table with columns holds; a document is a list, a map, a set, or of mixed kinds. */
export type AttributeKind = "S" | "N" | "B" | "BOOL" | "document";

/** The attributes of a table's items, by their names. */
export type Attributes = ReadonlyMap<string, AttributeKind>;
