import type { Feedback } from "../interactions.ts";
import type { SourceFile } from "../node-files.ts";
import type { ColumnsRead } from "./columns-read.ts";
import type { StagedFile, StageOptions } from "./format.ts";
import type { Notation } from "./layout.ts";
import { literalPath, type Session } from "./session.ts";
import { accountFor, isInputFailure, type RawRows, type StageCounts, stageCleanRows, stageMixedRows } from "./stage.ts";
import { readRecords } from "./text-records.ts";
import { fillTokenTable, TOKEN_TABLE, type TokenRow } from "./token-table.ts";

/** A file whose rows are whole lines. */
export interface LineFile {
  readonly file: SourceFile;
  readonly feedback: Feedback;
  readonly hasRating: boolean;
  readonly hasTimestamps: boolean;
  /** Whether the rows have a column `event_text`. */
  readonly hasEvent?: boolean;
  readonly reading: ColumnsRead;
  /** SQL of raw rows (stage.ts) over a relation `lines(line, text)`, in which no text is blank. */
  readonly rowsFromLines: string;
  readonly notation?: Notation | undefined;
}

/** Lines by DuckDB's scanner. The delimiter is a control character that no text format uses. */
const SCANNED_LINES = `
  SELECT 0 AS line, text FROM read_csv($1, auto_detect = false, header = false, delim = chr(30), quote = '', escape = '',
    null_padding = true, strict_mode = false, compression = 'none', hive_partitioning = false,
    columns = {'text': 'VARCHAR', 'rest': 'VARCHAR'})
  WHERE CASE WHEN rest IS NULL THEN true ELSE error('a record separator inside a line') END`;
const PARSED_LINES = `SELECT line, user_text AS text FROM ${TOKEN_TABLE}`;

/**
 * Stages a file of lines: by DuckDB's scanner if every line is good, otherwise by our own, which knows the
 * number of each line.
 */
export async function stageLines(
  session: Session,
  part: number,
  source: LineFile,
  options: StageOptions,
): Promise<StagedFile> {
  const counts = (await stageFast(session, part, source)) ?? (await stageCareful(session, part, source, options));
  return accountFor(source.file, counts, source);
}

async function stageFast(session: Session, part: number, source: LineFile): Promise<StageCounts | undefined> {
  try {
    return await stageCleanRows(session, part, rawRows(source, SCANNED_LINES, [literalPath(source.file.path)]));
  } catch (error) {
    if (session.signal?.aborted || !isInputFailure(error)) throw error;
    return undefined;
  }
}

async function stageCareful(
  session: Session,
  part: number,
  source: LineFile,
  { skipBadRows }: StageOptions,
): Promise<StageCounts> {
  await fillTokenTable(session, tokenRows(source.file, session.signal));
  const counts = await stageMixedRows(session, part, source.file, rawRows(source, PARSED_LINES, []), skipBadRows);
  await session.run(`DROP TABLE ${TOKEN_TABLE}`);
  return counts;
}

function rawRows({ rowsFromLines, hasRating, hasEvent, notation }: LineFile, lines: string, values: string[]): RawRows {
  return { sql: `WITH lines AS (${notBlank(lines)}) ${rowsFromLines}`, values, hasRating, hasEvent, notation };
}

/** SQL of the lines of a file that are not blank, with `$1` for its path; their numbers are not known. */
export const LINES_SCAN = notBlank(SCANNED_LINES);

function notBlank(lines: string): string {
  return `SELECT line, text FROM (${lines}) WHERE trim(text, chr(9) || ' ') <> ''`;
}

async function* tokenRows(file: SourceFile, signal?: AbortSignal): AsyncGenerator<TokenRow[]> {
  for await (const records of readRecords(file, { delimiter: undefined, quoting: false }, signal)) {
    yield records.map(({ line, fields }) => {
      return { line, user: fields[0] ?? "", item: null, rating: null, timestamp: null, fault: null };
    });
  }
}
