import { show } from "../../check.ts";
import { OptionsError } from "../../errors.ts";
import { faultSql } from "./faults.ts";
import type { Notation } from "./layout.ts";
import { quoteText, type Session } from "./session.ts";

/** Epoch numbers above the first are milliseconds; above the second (year 5138 in milliseconds) they are refused. */
const MILLISECONDS_ABOVE = 1e11;
const REFUSED_ABOVE = 1e14;

/** A date that is also a number: 20201231. As seconds since 1970 all of these are days of 1970. */
const COMPACT_BETWEEN = "BETWEEN 19000101 AND 20991231";
const COMPACT_DATE = "(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])";
/** A leading year of four digits: DuckDB also takes 1/2/20 for a date, the 20th of February of the year 1. */
const ISO_DATE = "\\s*[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}(?:$|[^0-9].*)";

/** Throws OptionsError `bad-date-format` where DuckDB does not know the format. */
export async function checkNotation(session: Session, { dateFormat }: Notation): Promise<void> {
  if (dateFormat === undefined || dateFormat === "epoch") return;
  const valid =
    dateFormat.includes("%") &&
    (await session.run("SELECT try_strptime('', $1::VARCHAR)", [dateFormat]).then(
      () => true,
      () => false,
    ));
  session.signal?.throwIfAborted();
  if (valid) return;
  throw new OptionsError(
    "bad-date-format",
    `dateFormat: expected a format of strptime such as %d.%m.%Y or %m/%d/%Y %H:%M, or epoch, got ${show(dateFormat)}`,
  );
}

/** SQL of the number in `rating_text`, NULL where there is none. */
export function valueSql({ decimal }: Notation): string {
  if (decimal === "comma") {
    return "CASE WHEN regexp_full_match(rating_text, '\\s*[-+]?[0-9]*(?:,[0-9]+)?(?:[eE][-+]?[0-9]+)?\\s*') THEN TRY_CAST(replace(rating_text, ',', '.') AS DOUBLE) END";
  }
  return "CASE WHEN contains(rating_text, '_') THEN NULL ELSE TRY_CAST(rating_text AS DOUBLE) END";
}

/** SQL of the fault in a `rating_text` that is not a number. */
export function valueFaultSql({ decimal }: Notation): string {
  if (decimal === "comma") return faultSql("rating: expected a number with a decimal comma", "rating_text");
  const thousands =
    "rating: expected a number without separators of thousands (or say --decimal comma where this is a fraction)";
  const truth = "rating: expected a number (write 1 for true and 0 for false)";
  const hint = "rating: expected a number (say --decimal comma where decimals follow a comma)";
  const plain = faultSql("rating: expected a number", "rating_text");
  return `CASE WHEN lower(trim(rating_text)) IN ('true', 'false') THEN ${faultSql(truth, "rating_text")}
    WHEN regexp_full_match(rating_text, '\\s*[-+]?[0-9]{1,3}(?:,[0-9]{3})+\\s*') THEN ${faultSql(thousands, "rating_text")}
    WHEN regexp_full_match(rating_text, '[-+ ]?[0-9]*,[0-9]+ ?') THEN ${faultSql(hint, "rating_text")} ELSE ${plain} END`;
}

/** SQL of the seconds since 1970 in `time_text`, given `has_time` and `epoch_number`; NULL where there are none. */
export function secondsSql({ dateFormat }: Notation): string {
  if (dateFormat !== undefined && dateFormat !== "epoch") {
    return `CASE WHEN has_time THEN epoch(try_strptime(trim(time_text), ${quoteText(dateFormat)})) END`;
  }
  const date = `CASE WHEN regexp_full_match(time_text, '${ISO_DATE}') THEN epoch(TRY_CAST(time_text AS TIMESTAMPTZ)) END`;
  const compact =
    dateFormat === "epoch"
      ? ""
      : `WHEN epoch_number ${COMPACT_BETWEEN} AND regexp_full_match(trim(time_text), '${COMPACT_DATE}') THEN NULL`;
  return `CASE
    WHEN NOT has_time THEN NULL
    WHEN epoch_number IS NULL THEN ${dateFormat === "epoch" ? "NULL" : date}
    WHEN abs(epoch_number) > ${MILLISECONDS_ABOVE} THEN epoch_number / 1000
    ${compact}
    ELSE epoch_number
  END`;
}

/** SQL that is true where `seconds` are missing or out of bounds. */
export const NO_SECONDS = `(seconds IS NULL OR abs(seconds) > ${REFUSED_ABOVE / 1000})`;

/** SQL of the fault in a `time_text` that is not a time. */
export function timeFaultSql({ dateFormat }: Notation): string {
  if (dateFormat === "epoch") return faultSql("timestamp: expected seconds or milliseconds since 1970", "time_text");
  if (dateFormat !== undefined) {
    return faultSql(`timestamp: expected a date as in ${dateFormat.replaceAll("'", "''")}`, "time_text");
  }
  const expected = "timestamp: expected epoch seconds, milliseconds or an ISO date";
  return `CASE
    WHEN regexp_full_match(trim(time_text), '${COMPACT_DATE}')
      THEN ${faultSql(`${expected} (if these are dates, --date-format %Y%m%d; if seconds, --date-format epoch)`, "time_text")}
    WHEN regexp_matches(time_text, '[-/. ]')
      THEN ${faultSql(`${expected} (for others say --date-format, such as %d/%m/%Y or %m/%d/%Y)`, "time_text")}
    ELSE ${faultSql(expected, "time_text")}
  END`;
}

/**
 * The decimal mark of the numbers of a table, from a relation with a column `rating_text`: a comma
 * where some number has one, none has a point, and some has other than three digits behind it, as 1,234 may be a
 * thousand.
 */
export async function findDecimal(session: Session, relation: string): Promise<"point" | "comma"> {
  const [counts = []] = await session.rows(`
    SELECT count(*) FILTER (regexp_full_match(rating_text, '\\s*[-+]?[0-9]*,[0-9]+\\s*')),
      count(*) FILTER (regexp_full_match(rating_text, '\\s*[-+]?[0-9]{1,3},[0-9]{3}\\s*')),
      count(*) FILTER (contains(rating_text, '.'))
    FROM ${relation}`);
  const [commas = 0, thousands = 0, points = 0] = counts.map(Number);
  return commas > thousands && points === 0 ? "comma" : "point";
}

/** The same from a few texts; undefined where they do not decide. */
export function decimalOf(texts: readonly string[]): "comma" | undefined {
  const commas = texts.filter((text) => /^\s*[-+]?\d*,\d+\s*$/.test(text));
  const telling = commas.some((text) => !/^\s*[-+]?\d{1,3},\d{3}\s*$/.test(text));
  return telling && !texts.some((text) => text.includes(".")) ? "comma" : undefined;
}
