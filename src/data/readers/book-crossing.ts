import { DataError } from "../../errors.ts";
import { checkNotBinary, type SourceFile } from "../node-files.ts";
import { fixedColumns } from "./columns-read.ts";
import { stageDelimited } from "./delimited.ts";
import { detectEncoding } from "./encoding.ts";
import type { InteractionsFormat, StagedFile } from "./format.ts";
import type { Session } from "./session.ts";
import type { Dialect } from "./text-records.ts";
import { plainName } from "./usual-names.ts";

const HEADER = "User-ID, ISBN, Book-Rating";
const PLAIN_HEADER = "userid,isbn,bookrating";
const READING = fixedColumns("User-ID", "ISBN", "Book-Rating");
const PLAN = { user: 0, item: 1, rating: 2, timestamp: undefined, feedback: "explicit", reading: READING } as const;

/**
 * `BX-Book-Ratings.csv` of Book-Crossing (semicolons, quotes escaped by a backslash) and its later form `Ratings.csv`
 * (commas). Ratings are 1 to 10; a 0 means that the reader has the book but has not rated it; such rows are left out
 * and counted. Source: Ziegler et al. 2005, Improving Recommendation Lists Through Topic Diversification.
 */
export const bookCrossing: InteractionsFormat = {
  name: "book-crossing",
  takesColumns: false,
  recognises: (file) => ratingsDialect(file) !== undefined,
  stage: async (session, file, part, options) => {
    checkNotBinary(file);
    const dialect = ratingsDialect(file);
    if (dialect === undefined) {
      throw new DataError(
        "missing-column",
        `${file.name}: expected the columns ${HEADER} between semicolons or commas, got ${firstLine(file)}; use --format csv for other tables`,
      );
    }
    const encoding = await detectEncoding(file, session.signal);
    const table = { file, dialect: { ...dialect, encoding }, hasHeader: true, columnCount: 3, plan: PLAN };
    const staged = await stageDelimited(session, part, table, options);
    return withoutZeros(session, file, part, staged);
  },
};

/** The dialect of a Book-Crossing file whose header `isHeader` accepts, by its names in plain form joined by commas. */
export function bookCrossingDialect(
  file: SourceFile,
  isHeader: (plainNames: string) => boolean,
): (Dialect & { readonly delimiter: string }) | undefined {
  const plainNames = (delimiter: string): string => firstLine(file).split(delimiter).map(plainName).join(",");
  if (isHeader(plainNames(";"))) return { delimiter: ";", quoting: true, escapeCharacter: "\\" };
  return isHeader(plainNames(",")) ? { delimiter: ",", quoting: true } : undefined;
}

/**
 * The dialect of `BX-Users.csv` (semicolons) or `Users.csv` (commas), with its encoding; undefined for any other file.
 */
export async function usersDialect(
  file: SourceFile,
  signal?: AbortSignal,
): Promise<ReturnType<typeof bookCrossingDialect>> {
  const dialect = bookCrossingDialect(file, (names) => names === "userid,location,age");
  return dialect && { ...dialect, encoding: await detectEncoding(file, signal) };
}

function ratingsDialect(file: SourceFile): ReturnType<typeof bookCrossingDialect> {
  return bookCrossingDialect(file, (names) => names === PLAIN_HEADER);
}

function firstLine(file: SourceFile): string {
  return file.text.split(/[\r\n]/, 1)[0] ?? "";
}

async function withoutZeros(session: Session, file: SourceFile, part: number, staged: StagedFile): Promise<StagedFile> {
  const zeros = `FROM staged WHERE part = ${part} AND value = 0`;
  const implicitRowsDropped = await session.number(`SELECT count(*) ${zeros}`);
  if (implicitRowsDropped === staged.rowsRead - staged.badRows) {
    throw new DataError(
      "no-rows",
      `${file.name}: expected at least one rating above 0, got ${implicitRowsDropped} rows rated 0, which is no rating; use --format csv to keep them`,
    );
  }
  await session.run(`DELETE ${zeros}`);
  return { ...staged, implicitRowsDropped };
}
