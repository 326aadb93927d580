import { OptionsError } from "../../errors.ts";
import type { SourceFile } from "../node-files.ts";
import { csv } from "./csv.ts";
import type { InteractionsFormat, StageOptions } from "./format.ts";
import { jsonl } from "./jsonl.ts";
import { lightgcn } from "./lightgcn.ts";
import { movielens } from "./movielens.ts";
import { movielens100k } from "./movielens-100k.ts";
import { parquet } from "./parquet.ts";
import { tsv } from "./tsv.ts";

/** Every format, in the order in which `auto` asks them; the last one takes what nobody else takes. */
export const FORMATS: readonly InteractionsFormat[] = [parquet, movielens100k, jsonl, movielens, lightgcn, tsv, csv];

/** What `--format` takes. */
export const FORMAT_NAMES = [
  "auto",
  "csv",
  "tsv",
  "parquet",
  "jsonl",
  "movielens",
  "movielens-100k",
  "lightgcn",
] as const;

export type FormatName = (typeof FORMAT_NAMES)[number];

/**
 * The format that was asked for, or with `auto` the first that recognises the file. Formats with fixed columns do not
 * go together with named columns: `auto` passes them by, and asking for one throws OptionsError `fixed-columns`.
 */
export function chooseFormat(name: FormatName, file: SourceFile, columns: StageOptions["columns"]): InteractionsFormat {
  const named = Object.values(columns).some((column) => column !== undefined);
  const fits = (format: InteractionsFormat): boolean => format.takesColumns || !named;
  if (name === "auto") return FORMATS.find((format) => fits(format) && format.recognises(file)) ?? csv;
  const asked = FORMATS.find((format) => format.name === name) ?? csv;
  if (!fits(asked)) {
    throw new OptionsError(
      "fixed-columns",
      `columns: the columns of ${name} are fixed; leave --columns out or use --format csv`,
    );
  }
  return asked;
}
