/** Formats of written tables, by the ending of the file. */
export const TABLE_FORMATS = {
  parquet: "FORMAT parquet, COMPRESSION zstd",
  csv: "FORMAT csv, HEADER",
  jsonl: "FORMAT json",
} as const;

export type TableFormat = keyof typeof TABLE_FORMATS;
