import { DataError } from "../../errors.ts";
import { checkText, type SourceFile } from "../node-files.ts";
import { planColumns } from "./columns.ts";
import { stageDelimited } from "./delimited.ts";
import type { InteractionsFormat } from "./format.ts";
import { type Dialect, sampleRecords } from "./text-records.ts";

/** The column names in the first row of a delimited file. Throws DataError `no-rows` where there is none. */
export function readHeader(file: SourceFile, dialect: Dialect): readonly string[] {
  const header = sampleRecords(file, dialect)[0];
  if (header === undefined) {
    throw new DataError("no-rows", `${file.name}: expected a first row with column names, got none`);
  }
  return header.fields.map((name) => name.trim());
}

/** A text format whose first row names the columns. */
export function headedFormat(
  name: string,
  delimiter: string,
  recognises: (file: SourceFile) => boolean,
): InteractionsFormat {
  const dialect = { delimiter, quoting: true };
  return {
    name,
    takesColumns: true,
    recognises,
    stage: async (session, file, part, options) => {
      checkText(file);
      const names = readHeader(file, dialect);
      const plan = planColumns(file.name, names, options.columns);
      const table = { file, dialect, hasHeader: true, columnCount: names.length, plan };
      return stageDelimited(session, part, table, options);
    },
  };
}
