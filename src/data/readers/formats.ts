import { OptionsError } from "../../errors.ts";
import type { SourceFile } from "../node-files.ts";
import { bookCrossing } from "./book-crossing.ts";
import { csv } from "./csv.ts";
import type { InteractionsFormat, StageOptions } from "./format.ts";
import { jsonl } from "./jsonl.ts";
import { lightgcn } from "./lightgcn.ts";
import { matrix } from "./matrix.ts";
import { movielens } from "./movielens.ts";
import { movielens1m } from "./movielens-1m.ts";
import { movielens100k } from "./movielens-100k.ts";
import { netflix } from "./netflix.ts";
import { parquet } from "./parquet.ts";
import { tsv } from "./tsv.ts";

/** Every format, in the order in which `auto` asks them; the last one takes what nobody else takes. */
export const FORMATS: readonly InteractionsFormat[] = [
  parquet,
  movielens100k,
  movielens1m,
  jsonl,
  movielens,
  netflix,
  bookCrossing,
  lightgcn,
  matrix,
  tsv,
  csv,
];

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

/**
 * The format that was asked for, or with `auto` the first that recognises the file. Formats with fixed columns do not
 * go together with named columns: `auto` passes them by, and asking for one throws OptionsError `fixed-columns`.
 */
export function chooseFormat(name: FormatName, file: SourceFile, columns: StageOptions["columns"]): InteractionsFormat {
  const named = Object.values(columns).some((column) => column !== undefined);
  const fits = (format: InteractionsFormat): boolean => format.takesColumns || !named;
  if (name === "auto" && file.parts === undefined) {
    return FORMATS.find((format) => fits(format) && format.recognises(file)) ?? csv;
  }
  const asked = file.parts ? netflix : (FORMATS.find((format) => format.name === name) ?? csv);
  if (!fits(asked)) {
    throw new OptionsError(
      "fixed-columns",
      `columns: the columns of ${asked.name} are fixed; leave --columns out or use --format csv`,
    );
  }
  return asked;
}
