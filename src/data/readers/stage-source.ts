import { DataError } from "../../errors.ts";
import type { SourceFile } from "../node-files.ts";
import { weighEvents } from "./events.ts";
import type { GivenColumns, InteractionsFormat, StagedFile, StageOptions } from "./format.ts";
import type { FormatName } from "./format-names.ts";
import { chooseFormat } from "./formats.ts";
import { unfloatIds } from "./ids.ts";
import type { Session } from "./session.ts";
import type { Source } from "./source.ts";

/**
 * Stages every file of a source under one part number. All of them must be of one format with the same columns, in any
 * order. Throws DataError `mixed-parts`, and whatever reading a file throws.
 */
export async function stageSource(
  session: Session,
  source: Source,
  part: number,
  format: FormatName,
  options: StageOptions,
): Promise<StagedFile> {
  const begun = await stageFirst(session, source, part, format, options);
  const { first, firstFormat, others } = begun;
  let sum = begun.staged;
  const { columnNames } = sum;
  const agreed = columnNames === undefined ? options : { ...options, columns: columnsOf(sum) };
  for (const file of others) {
    const own = chooseFormat(format, file, options);
    refuseOther(first, firstFormat, file, own);
    const staged = await own.stage(session, file, part, agreed).catch((error: unknown) => {
      // Nothing is staged yet; the error below names the other columns.
      if (error instanceof DataError && error.code === "missing-column") return own.stage(session, file, part, options);
      if (isEmptyPart(error)) return undefined;
      throw error;
    });
    if (staged === undefined) continue;
    refuseOtherColumns(first, columnNames, file, staged.columnNames);
    refuseOtherReading(first, sum, file, staged);
    sum = addStaged(sum, staged);
  }
  const notes = [...(sum.notes ?? []), ...(await unfloatIds(session, part, source.name))];
  if (sum.reading.columns.event === null) return { ...sum, notes };
  const weighed = await weighEvents(session, part, source.name, options.events);
  return { ...sum, ...weighed, notes: [...notes, ...weighed.notes] };
}

/** Stages the first part with rows: a part may have a header only, as Spark writes them. */
async function stageFirst(
  session: Session,
  source: Source,
  part: number,
  format: FormatName,
  options: StageOptions,
): Promise<{
  readonly first: SourceFile;
  readonly firstFormat: InteractionsFormat;
  readonly others: readonly SourceFile[];
  readonly staged: StagedFile;
}> {
  let [first, ...others] = source.files;
  for (;;) {
    const firstFormat = chooseFormat(format, first, options);
    try {
      return { first, firstFormat, others, staged: await firstFormat.stage(session, first, part, options) };
    } catch (error) {
      const [next, ...rest] = others;
      if (next === undefined || !isEmptyPart(error)) throw error;
      [first, others] = [next, rest];
    }
  }
}

function isEmptyPart(error: unknown): boolean {
  return error instanceof DataError && error.code === "no-rows";
}

/** The columns of the first part, used for the others, so that their first rows do not decide again. */
function columnsOf({ reading, feedback }: StagedFile): GivenColumns {
  const { user, item, value, timestamp, event } = reading.columns;
  const columns = { user, item, [feedback === "explicit" ? "rating" : "count"]: value, timestamp, event };
  return Object.fromEntries(Object.entries(columns).filter(([, name]) => typeof name === "string"));
}

function refuseOtherReading(first: SourceFile, expected: StagedFile, file: SourceFile, got: StagedFile): void {
  const parts = ["user", "item", "value", "event"];
  const other = parts.find((part) => got.reading.columns[part] !== expected.reading.columns[part]);
  if (other === undefined && got.feedback === expected.feedback) return;
  const name = (staged: StagedFile): string => staged.reading.columns[other ?? "value"] ?? "none";
  throw new DataError(
    "mixed-parts",
    `${file.name}: expected ${other ?? "value"}=${name(expected)} as in ${first.name}, got ${name(got)}; name the columns with --columns`,
  );
}

/** The sum of both; the first gives the kind. */
export function addStaged(sum: StagedFile, next: StagedFile): StagedFile {
  return {
    ...sum,
    hasTimestamps: sum.hasTimestamps || next.hasTimestamps,
    rowsRead: sum.rowsRead + next.rowsRead,
    badRows: sum.badRows + next.badRows,
    badRowExamples: [...sum.badRowExamples, ...next.badRowExamples],
    implicitRowsDropped: sum.implicitRowsDropped + next.implicitRowsDropped,
    otherEventsDropped: (sum.otherEventsDropped ?? 0) + (next.otherEventsDropped ?? 0),
    notes: [...new Set([...(sum.notes ?? []), ...(next.notes ?? [])])],
  };
}

function refuseOther(first: SourceFile, format: InteractionsFormat, file: SourceFile, own: InteractionsFormat): void {
  if (own === format) return;
  throw new DataError(
    "mixed-parts",
    `${file.name}: expected ${format.name} as in ${first.name}, got ${own.name}; name the parts by a pattern, such as "part-*.csv"`,
  );
}

function refuseOtherColumns(
  first: SourceFile,
  expected: readonly string[] | undefined,
  file: SourceFile,
  got: readonly string[] | undefined,
): void {
  if (expected === undefined || got === undefined) return;
  const missing = expected.find((name) => !got.includes(name));
  const added = got.find((name) => !expected.includes(name));
  if (missing === undefined && added === undefined && expected.length === got.length) return;
  const what = missing === undefined ? `has "${added ?? ""}" beside them` : `lacks "${missing}"`;
  throw new DataError(
    "mixed-parts",
    `${file.name}: expected the columns of ${first.name}, but it ${what}; parts of one data set have the same columns`,
  );
}
