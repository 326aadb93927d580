import { OptionsError } from "../../errors.ts";
import type { SourceFile } from "../node-files.ts";
import { bookCrossing } from "./book-crossing.ts";
import { csv } from "./csv.ts";
import type { InteractionsFormat, StageOptions } from "./format.ts";
import type { FormatName } from "./format-names.ts";
import { jsonl } from "./jsonl.ts";
import { givenLayout } from "./layout.ts";
import { lightgcn } from "./lightgcn.ts";
import { matrix } from "./matrix.ts";
import { movielens } from "./movielens.ts";
import { movielens1m } from "./movielens-1m.ts";
import { movielens100k } from "./movielens-100k.ts";
import { netflix } from "./netflix.ts";
import { parquet } from "./parquet.ts";
import { tsv } from "./tsv.ts";

/** Every format, in the order in which `auto` asks them; the last one accepts any file. */
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

/**
 * The format that was asked for, or with `auto` the first that recognises the file. Formats with fixed columns cannot
 * be combined together with named columns, nor with a layout or a notation: `auto` skips them, and naming one throws
 * OptionsError `fixed-columns`. A layout (separator, header, quotes) for a format that has none throws `no-layout`.
 */
export function chooseFormat(
  name: FormatName,
  file: SourceFile,
  { columns, events, layout = {}, notation = {} }: Omit<StageOptions, "skipBadRows">,
): InteractionsFormat {
  const named = [...Object.values(columns), ...Object.values(notation), events].some((value) => value !== undefined);
  const laidOut = givenLayout(layout);
  const fits = (format: InteractionsFormat): boolean => format.takesColumns || (!named && laidOut.length === 0);
  const asked = file.parts ? netflix : byName(name);
  const format = asked ?? FORMATS.find((one) => fits(one) && one.recognises(file)) ?? csv;
  if (named && !format.takesColumns) {
    throw new OptionsError(
      "fixed-columns",
      `columns: the columns of ${format.name} are fixed; leave --columns, --events, --decimal and --date-format out, or use --format csv`,
    );
  }
  if (laidOut.length > 0 && !format.takesLayout) {
    throw new OptionsError(
      "no-layout",
      `${laidOut.join(", ")}: for csv and tsv, but ${file.name} is ${format.name}; leave it out, or say --format csv`,
    );
  }
  return format;
}

function byName(name: FormatName): InteractionsFormat | undefined {
  return FORMATS.find((format) => format.name === name);
}
