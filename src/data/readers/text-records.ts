import { DataError } from "../../errors.ts";
import type { SourceFile } from "../node-files.ts";
import { type Encoding, readText } from "./encoding.ts";

/** One record of a text file. */
export interface TextRecord {
  /** 1-based line on which the record begins; lines inside quotes count. */
  readonly line: number;
  readonly fields: readonly string[];
  /** Whether text follows a closing quote, as in `"a"b`. */
  readonly strayText: boolean;
}

/** How fields are told apart. */
export interface Dialect {
  /** One character, a space for any number of spaces; undefined for files whose records are whole lines. */
  readonly delimiter: string | undefined;
  /**
   * Whether a field may be enclosed in double quotes (doubled inside), as in RFC 4180. With `field` only within a field
   * that has no delimiter and no line break inside; every other quote is a character.
   */
  readonly quoting: boolean | "field";
  /** Character that escapes a quote, or itself, inside quotes; before any other character it is literal. */
  readonly escapeCharacter?: string;
  /** Default UTF-8. */
  readonly encoding?: Encoding;
  /** Number of lines before the first record, such as `sep=;`. Default 0. */
  readonly skippedLines?: number;
}

/** Takes text piece by piece and returns the complete records. Empty lines are skipped. */
export interface RecordParser {
  push(text: string): TextRecord[];
  /** The last record when the text does not end in a line break. Throws DataError `unterminated-quote`. */
  end(): TextRecord[];
}

const QUOTE = 0x22;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** A quoted field longer than this is taken for a quote that was never closed. */
const MAXIMUM_QUOTED_LENGTH = 16_777_216;

type State = "start" | "plain" | "quoted" | "escaped" | "closed";

/** Makes a parser; `name` is the file's name in errors. A line ends with LF, CRLF or CR. O(characters). */
export function createRecordParser(name: string, dialect: Dialect): RecordParser {
  const { delimiter, quoting, escapeCharacter, skippedLines = 0 } = dialect;
  const collapses = delimiter === " ";
  const delimiterCode = delimiter?.charCodeAt(0);
  const escapeCode = escapeCharacter?.charCodeAt(0);
  let state: State = "start";
  let line = 1;
  let recordLine = 1;
  let quoteLine = 1;
  let afterReturn = false;
  let text = "";
  let fields: string[] = [];
  let strayText = false;
  let quotedRecord = false;

  const unterminated = (): DataError =>
    new DataError(
      "unterminated-quote",
      `${name}:${quoteLine}: expected a closing quote, got the end of the file; close the quote, double it inside a quoted field, or read quotes as characters with --quote none`,
    );
  const endField = (): void => {
    if (text !== "" || !collapses) fields.push(quoting === "field" ? unquoted(text) : text);
    text = "";
    state = "start";
  };
  const endRecord = (into: TextRecord[]): void => {
    endField();
    const isEmpty = fields.length === 0 || (fields.length === 1 && fields[0] === "" && !quotedRecord);
    if (!isEmpty && recordLine > skippedLines) into.push({ line: recordLine, fields, strayText });
    fields = [];
    strayText = false;
    quotedRecord = false;
  };

  const push = (chunk: string): TextRecord[] => {
    const records: TextRecord[] = [];
    let start = 0;
    for (let at = 0; at < chunk.length; at++) {
      const code = chunk.charCodeAt(at);
      const secondHalf = afterReturn && code === LINE_FEED;
      afterReturn = code === CARRIAGE_RETURN;
      const lineBreak = code === LINE_FEED || code === CARRIAGE_RETURN;
      if (lineBreak && !secondHalf) line++;
      if (state === "quoted") {
        if (code !== QUOTE && code !== escapeCode) continue;
        text += chunk.slice(start, at);
        state = code === QUOTE ? "closed" : "escaped";
        continue;
      }
      if (state === "escaped") {
        if (code !== QUOTE && code !== escapeCode) text += escapeCharacter;
        state = "quoted";
        start = at;
        continue;
      }
      if (secondHalf) {
        recordLine = line;
        start = at + 1;
        continue;
      }
      if (state === "closed" && code === QUOTE) {
        text += '"';
        state = "quoted";
        start = at + 1;
      } else if (code === delimiterCode) {
        if (state === "plain") text += chunk.slice(start, at);
        endField();
      } else if (lineBreak) {
        if (state === "plain") text += chunk.slice(start, at);
        endRecord(records);
        recordLine = line;
      } else if (state === "start" && code === QUOTE && quoting === true) {
        state = "quoted";
        quotedRecord = true;
        quoteLine = line;
        start = at + 1;
      } else if (state !== "plain") {
        strayText ||= state === "closed";
        state = "plain";
        start = at;
      }
    }
    if (state === "plain" || state === "quoted") text += chunk.slice(start);
    if (state === "quoted" && text.length > MAXIMUM_QUOTED_LENGTH) throw unterminated();
    return records;
  };
  const end = (): TextRecord[] => {
    if (state === "quoted" || state === "escaped") throw unterminated();
    const records: TextRecord[] = [];
    endRecord(records);
    return records;
  };
  return { push, end };
}

/** A field without the quotes around it, where the whole field is properly quoted; otherwise unchanged. */
function unquoted(field: string): string {
  if (field.length < 2 || !field.startsWith('"') || !field.endsWith('"')) return field;
  const inside = field.slice(1, -1);
  return /^(?:[^"]|"")*$/.test(inside) ? inside.replaceAll('""', '"') : field;
}

/** The records of a file in order, in batches. */
export async function* readRecords(
  file: Pick<SourceFile, "name" | "path">,
  dialect: Dialect,
  signal?: AbortSignal,
): AsyncGenerator<TextRecord[]> {
  const parser = createRecordParser(file.name, dialect);
  for await (const text of readText(file.path, dialect.encoding ?? "utf-8", signal)) yield parser.push(text);
  yield parser.end();
}

/**
 * The first records of a file, as far as its sample goes, at most `count`; the last one is left out when the sample
 * cuts it. A quote that the sample leaves open ends it as well.
 */
export function sampleRecords(
  file: Pick<SourceFile, "name" | "text" | "head" | "byteLength">,
  dialect: Dialect,
  count: number = Number.POSITIVE_INFINITY,
): TextRecord[] {
  const parser = createRecordParser(file.name, dialect);
  const records = parser.push(file.text);
  if (file.head.length < file.byteLength || records.length >= count) return records.slice(0, count);
  try {
    return [...records, ...parser.end()];
  } catch {
    // An open quote: the pass over the whole file reports where it is.
    return records;
  }
}

/** The first record of a file, however long it is. undefined where there is none. */
export async function firstRecord(
  file: SourceFile,
  dialect: Dialect,
  signal?: AbortSignal,
): Promise<TextRecord | undefined> {
  const [first] = sampleRecords(file, dialect, 1);
  if (first !== undefined || file.head.length === file.byteLength) return first;
  for await (const [record] of readRecords(file, dialect, signal)) if (record !== undefined) return record;
  return undefined;
}
