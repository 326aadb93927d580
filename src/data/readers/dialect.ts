import type { SourceFile } from "../node-files.ts";
import type { TextLayout } from "./layout.ts";
import { type Dialect, sampleRecords } from "./text-records.ts";

/** A dialect whose records have fields. */
export type TableDialect = Dialect & { readonly delimiter: string };

/** Separators that are recognised, the more usual first. */
const SEPARATORS = [",", "\t", ";", "|"] as const;
/** Tried where no other separator occurs. */
const LAST_SEPARATOR = " ";
/** The first line by which Excel names the separator. */
const SEPARATOR_LINE = /^"?sep=([^\r\n])"?(?:\r\n|\n|\r)/i;
const SAMPLE_RECORDS = 100;

/**
 * The dialect of a text table: as given by the caller, then by a line `sep=;`, then the separator under which the
 * first row has names that `knows` (as columns of such a table), or else all rows the same number of fields and most of
 * them.
 */
export function sniffDialect(
  file: SourceFile,
  layout: TextLayout,
  knows: (names: readonly string[]) => boolean,
): TableDialect {
  const line = SEPARATOR_LINE.exec(file.text);
  const skippedLines = line === null ? 0 : 1;
  const quote = layout.quote ?? (hasEscapedQuotes(file.text) ? "backslash" : undefined);
  const dialectOf = (delimiter: string): TableDialect => ({ delimiter, ...quotingOf(delimiter, quote), skippedLines });
  const stated = layout.separator ?? line?.[1];
  if (stated !== undefined) return dialectOf(stated);
  const judged = SEPARATORS.map((delimiter) =>
    judge(file, dialectOf(delimiter), layout.header === false ? never : knows),
  );
  const best = judged.reduce((first, next) => (isBetter(next, first) ? next : first));
  if (best.fields > 1) return best.dialect;
  const spaced = judge(file, dialectOf(LAST_SEPARATOR), knows);
  return spaced.fields > 1 && spaced.consistent ? spaced.dialect : best.dialect;
}

interface Judged {
  readonly dialect: TableDialect;
  readonly known: boolean;
  readonly consistent: boolean;
  readonly fields: number;
}

function judge(file: SourceFile, dialect: TableDialect, knows: (names: readonly string[]) => boolean): Judged {
  const [first, ...others] = sampleRecords(file, dialect, SAMPLE_RECORDS);
  const fields = first?.fields.length ?? 0;
  return {
    dialect,
    known: fields > 1 && knows(first?.fields.map((name) => name.trim()) ?? []),
    consistent: others.every((record) => record.fields.length === fields),
    fields,
  };
}

function isBetter(next: Judged, than: Judged): boolean {
  if (next.fields < 2 || than.fields < 2) return next.fields > than.fields;
  if (next.known !== than.known) return next.known;
  if (next.consistent !== than.consistent) return next.consistent;
  return next.fields > than.fields;
}

/**
 * Between tabs a quote is a character like any other, unless it encloses the whole field: a field of most such
 * files may begin with one, and must not swallow the lines up to the next. Elsewhere RFC 4180 holds.
 */
function quotingOf(delimiter: string, quote: TextLayout["quote"]): Pick<Dialect, "quoting" | "escapeCharacter"> {
  if (quote === "none") return { quoting: false };
  if (quote === "backslash") return { quoting: true, escapeCharacter: "\\" };
  return { quoting: quote === undefined && delimiter === "\t" ? "field" : true };
}

/** Whether quotes inside quotes are escaped by a backslash, as Spark and MySQL write them, and none is doubled. */
function hasEscapedQuotes(text: string): boolean {
  return /[^\\",;|\t\r\n]\\"[^",;|\t\r\n]/.test(text) && !/[^",;|\t\r\n]""[^",;|\t\r\n]/.test(text);
}

function never(): boolean {
  return false;
}
