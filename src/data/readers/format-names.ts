/** What `--format` takes. */
export const FORMAT_NAMES = [
  "auto",
  "csv",
  "tsv",
  "parquet",
  "jsonl",
  "movielens",
  "movielens-100k",
  "movielens-1m",
  "netflix",
  "book-crossing",
  "lightgcn",
  "matrix",
] as const;

export type FormatName = (typeof FORMAT_NAMES)[number];
