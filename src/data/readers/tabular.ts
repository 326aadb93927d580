import { DataError } from "../../errors.ts";
import { checkText, containsByte, type SourceFile } from "../node-files.ts";
import { sampleOf } from "./column-sample.ts";
import { type ColumnPlan, knowsColumns, planColumns, wishes } from "./columns.ts";
import { layoutFault, stageDelimited, swallowFault } from "./delimited.ts";
import { sniffDialect, type TableDialect } from "./dialect.ts";
import type { InteractionsFormat, StageOptions } from "./format.ts";
import { columnNames } from "./header.ts";
import { decimalOf } from "./notation.ts";
import { readRecords, sampleRecords } from "./text-records.ts";

const QUOTE_BYTE = 0x22;

/** A text format whose first row names the columns; without `separator` that is recognised. */
export function headedFormat(
  name: string,
  separator: string | undefined,
  recognises: (file: SourceFile) => boolean,
): InteractionsFormat {
  return {
    name,
    takesColumns: true,
    takesLayout: true,
    recognises,
    stage: async (session, file, part, options) => {
      checkText(file);
      const { layout = {}, columns, notation = {} } = options;
      const asked = { ...layout, separator: layout.separator ?? separator };
      const sniffed = sniffDialect(file, asked, (names) => knowsColumns(names, columns));
      const names = await columnNames(file, sniffed, options, session.signal);
      const sample = sampleOf(
        sampleRecords(file, sniffed)
          .slice(layout.header === false ? 0 : 1)
          .map(({ fields }) => fields),
      );
      const plan = planColumns(file.name, names, columns, { sample, ...wishes(options) });
      const dialect = await withQuoting(file, sniffed, names.length, session.signal);
      refuseTwins(file, names, plan, columns);
      const findsDecimal = dialect.delimiter !== ",";
      const likelyDecimal = findsDecimal ? sampleDecimal(file, dialect, plan) : undefined;
      const table = {
        file,
        dialect,
        plan,
        notation,
        findsDecimal,
        likelyDecimal,
        columnCount: names.length,
        hasHeader: layout.header !== false,
      };
      const staged = await stageDelimited(session, part, table, options);
      return { ...staged, columnNames: names };
    },
  };
}

/**
 * Quotes between tabs are read within fields. If rows do not fit then and all of them do under RFC 4180, line
 * breaks and tabs inside quotes included, that is how the file was written. Reads the file where it has quotes.
 */
export async function withQuoting<D extends TableDialect>(
  file: SourceFile,
  dialect: D,
  columnCount: number,
  signal?: AbortSignal,
): Promise<D> {
  if (dialect.quoting !== "field" || !(await containsByte(file, QUOTE_BYTE, signal))) return dialect;
  if (await fits(file, dialect, columnCount, signal)) return dialect;
  const doubled = { ...dialect, quoting: true };
  return (await fits(file, doubled, columnCount, signal)) ? doubled : dialect;
}

/** Whether every record of the file has the right number of fields and spans one line. */
async function fits(
  file: SourceFile,
  dialect: TableDialect,
  columnCount: number,
  signal?: AbortSignal,
): Promise<boolean> {
  try {
    for await (const records of readRecords(file, dialect, signal)) {
      for (const record of records) {
        if (layoutFault(record, columnCount) ?? swallowFault(record, columnCount, dialect.delimiter)) return false;
      }
    }
    return true;
  } catch (error) {
    if (error instanceof DataError) return false;
    throw error;
  }
}

/** Decimal commas in the first rows save the second reading that would find them in the whole file. */
function sampleDecimal(file: SourceFile, dialect: TableDialect, { rating }: ColumnPlan): "comma" | undefined {
  if (rating === undefined) return undefined;
  return decimalOf(sampleRecords(file, dialect).map(({ fields }) => fields[rating] ?? ""));
}

/** Throws DataError `duplicate-column` where the name of a used column is repeated. */
export function refuseTwins(
  file: SourceFile,
  names: readonly string[],
  plan: ColumnPlan,
  given: StageOptions["columns"],
): void {
  const exact = new Set(Object.values(given));
  for (const position of [plan.user, plan.item, plan.rating, plan.timestamp, plan.event]) {
    if (position === undefined) continue;
    const name = names[position] ?? "";
    const same = (other: string): boolean =>
      exact.has(name) ? other === name : other.toLowerCase() === name.toLowerCase();
    const twin = names.findIndex((other, place) => place !== position && same(other));
    if (twin < 0) continue;
    const [first, second] = [position, twin].sort((a, b) => a - b).map((place) => place + 1);
    throw new DataError(
      "duplicate-column",
      `${file.name}: expected one column "${name}", got two, the columns ${first} and ${second}; rename or remove one of them`,
    );
  }
}
