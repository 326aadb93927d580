import { extname } from "node:path";
import { TABLE_FORMATS, type TableFormat } from "../data/table-formats.ts";
import { OptionsError } from "../errors.ts";

/** The format that the ending of `--out` stands for. Throws OptionsError `bad-out-file` for an ending that stands for none. */
export function tableFormatOf(out: string): TableFormat {
  const names = Object.keys(TABLE_FORMATS) as TableFormat[];
  const ending = extname(out).slice(1).toLowerCase();
  const format = names.find((name) => name === ending);
  if (format !== undefined) return format;
  const expected = `expected a file that ends in ${names.map((name) => `.${name}`).join(", ")}`;
  throw new OptionsError(
    "bad-out-file",
    `--out: ${expected}, which says how lists are written; got ${JSON.stringify(out)}`,
  );
}
