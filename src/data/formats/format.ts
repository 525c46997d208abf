/** What files of items are written in. */
export const fileFormats = ["jsonl", "dynamodb-json", "csv"] as const;
export type FileFormat = (typeof fileFormats)[number];

/** What they are read from; an import's dead letters, too. */
export const inputFormats = [...fileFormats, "dead-letter"] as const;
export type InputFormat = (typeof inputFormats)[number];

export const compressions = ["none", "gzip", "zstd"] as const;
export type Compression = (typeof compressions)[number];
