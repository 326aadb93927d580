import { show } from "../../check.ts";
import { DataError } from "../../errors.ts";
import { checkText, type SourceFile } from "../node-files.ts";
import { sampleOf } from "./column-sample.ts";
import { type ColumnPlan, planColumns, wishes } from "./columns.ts";
import { faultSql } from "./faults.ts";
import type { InteractionsFormat, StageOptions } from "./format.ts";
import { LINES_SCAN, stageLines } from "./lines.ts";
import { literalPath, quoteText, type Session } from "./session.ts";
import { isInputFailure } from "./stage.ts";
import { readRecords, sampleRecords } from "./text-records.ts";

const SAMPLE_LINES = 200;
const SHOWN_CHARACTERS = 60;

/** One JSON object a line (also called ndjson); arrays of objects arrive here as lines (open-file.ts). */
export const jsonl: InteractionsFormat = {
  name: "jsonl",
  takesColumns: true,
  recognises: (file) => /\.(jsonl|ndjson)$/i.test(file.name) || file.text.trimStart().startsWith("{"),
  stage: async (session, file, part, options) => {
    checkText(file);
    const { names, plan } = await findKeys(session, file, options);
    const source = {
      file,
      feedback: plan.feedback,
      hasRating: plan.rating !== undefined,
      hasTimestamps: plan.timestamp !== undefined,
      hasEvent: plan.event !== undefined,
      reading: plan.reading,
      rowsFromLines: rowsFromLines(names, plan),
      notation: options.notation,
    };
    return stageLines(session, part, source, options).catch(async (error: unknown) => {
      throw error instanceof DataError ? await withLateKeys(error, file, names, plan, session.signal) : error;
    });
  },
};

/**
 * The keys of the parts. The first lines decide if they have all parts of an interaction; otherwise a key may come
 * later, and every line is read.
 */
async function findKeys(
  session: Session,
  file: SourceFile,
  options: StageOptions,
): Promise<{ readonly names: readonly string[]; readonly plan: ColumnPlan }> {
  const first = sampleObjects(file);
  const planned = (objects: readonly Readonly<Record<string, unknown>>[]) => {
    const names = [...new Set(objects.flatMap((object) => Object.keys(object)))];
    const sample = sampleOf(objects.map((object) => names.map((key) => scalarText(object[key]))));
    return { names, plan: planColumns(file.name, names, options.columns, { sample, ...wishes(options) }) };
  };
  try {
    const found = planned(first);
    if (found.plan.rating !== undefined && found.plan.timestamp !== undefined) return found;
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
  }
  const isWhole = first.length < SAMPLE_LINES && file.head.length === file.byteLength;
  const objects = isWhole ? first : [...first, ...(await objectsOfAllKeys(session, file))];
  try {
    return planned(objects);
  } catch (error) {
    throw error instanceof DataError ? withNested(error, file, objects) : error;
  }
}

/** The objects at the beginning of the file. Throws DataError `not-jsonl` where there is none. */
function sampleObjects(file: SourceFile): Readonly<Record<string, unknown>>[] {
  const lines = sampleRecords(file, { delimiter: undefined, quoting: false }, SAMPLE_LINES);
  const objects = lines.map(({ fields }) => parseObject(fields[0] ?? "")).filter((object) => object !== undefined);
  if (objects.some((object) => Object.keys(object).length > 0)) return objects;
  // A first line longer than the sample shows no keys; the scan of all lines does.
  if (lines.length === 0 && file.head.length < file.byteLength) return [];
  throw new DataError(
    "not-jsonl",
    `${file.name}: expected a JSON object on every line, got ${show(lines[0]?.fields[0]?.slice(0, SHOWN_CHARACTERS) ?? "")} at the beginning`,
  );
}

/** Objects that together have every key that any object has: the first for each key, in alphabetical order of these. */
async function objectsOfAllKeys(session: Session, file: SourceFile): Promise<Readonly<Record<string, unknown>>[]> {
  const isObject = "CASE WHEN json_valid(text) THEN json_type(text) = 'OBJECT' ELSE false END";
  const keys = `SELECT unnest(CASE WHEN ${isObject} THEN json_keys(text) END) AS key, text FROM (${LINES_SCAN})`;
  try {
    const rows = await session.rows(`SELECT first(text) FROM (${keys}) GROUP BY key ORDER BY key`, [
      literalPath(file.path),
    ]);
    return rows.map(([text]) => parseObject(String(text))).filter((object) => object !== undefined);
  } catch (error) {
    // The slow reader reports the error with its line.
    if (session.signal?.aborted || !isInputFailure(error)) throw error;
    return [];
  }
}

/** The error about rows with the first place of every key that not all rows have, and the remedies. */
async function withLateKeys(
  error: DataError,
  file: SourceFile,
  names: readonly string[],
  { user, item, rating }: ColumnPlan,
  signal?: AbortSignal,
): Promise<DataError> {
  if (error.code !== "bad-rows") return error;
  const hints: string[] = [];
  for (const position of [user, item, rating]) {
    const key = position === undefined ? undefined : names[position];
    const line = key === undefined ? undefined : await firstLineWith(key, file, signal);
    if (key === undefined || line === undefined) continue;
    const skipped = `${file.name}:${line} is the first with the key ${JSON.stringify(key)}; --skip-bad-rows leaves out those without it`;
    const without =
      position === rating
        ? `, jq -c 'del(.[${JSON.stringify(key)}])' ${file.name} | nearedge … - reads all without it`
        : "";
    hints.push(`\n  ${skipped}${without}`);
  }
  return hints.length === 0 ? error : new DataError(error.code, error.message + hints.join(""));
}

/** The line of the first object with a key, where another object precedes it. */
async function firstLineWith(key: string, file: SourceFile, signal?: AbortSignal): Promise<number | undefined> {
  let isFirst = true;
  for await (const records of readRecords(file, { delimiter: undefined, quoting: false }, signal)) {
    for (const { line, fields } of records) {
      const object = parseObject(fields[0] ?? "");
      if (object === undefined) continue;
      if (Object.hasOwn(object, key)) return isFirst ? undefined : line;
      isFirst = false;
    }
  }
  return undefined;
}

/** The error with advice on nested keys. */
function withNested(
  error: DataError,
  file: SourceFile,
  objects: readonly Readonly<Record<string, unknown>>[],
): DataError {
  const entries = objects.flatMap((object) => Object.entries(object));
  const [key, value] = entries.find(([, inside]) => typeof inside === "object" && inside !== null) ?? [];
  if (key === undefined) return error;
  const command = Array.isArray(value) ? `.${key}[]` : `{user: .${key}.id, …}`;
  const hint = `${JSON.stringify(key)} holds other values, which are not looked into: take them out first, as in jq -c '${command}' ${file.name} | nearedge … -`;
  return new DataError(error.code, `${error.message}; ${hint}`);
}

/**
 * SQL of raw rows out of lines. Each object is parsed once. Numbers keep their digits, but a whole number is
 * written without `.0`, as an id of another file is.
 */
function rowsFromLines(names: readonly string[], { user, item, rating, timestamp, event }: ColumnPlan): string {
  const positions = [user, item, rating, timestamp, event];
  const pointers = positions.map((at) => quoteText(at === undefined ? "" : pointer(names[at] ?? "")));
  const text = (place: number): string =>
    positions[place - 1] === undefined ? "NULL::VARCHAR" : `json_extract_string(found[${place}], '$')`;
  const first = (place: number): string => `left(found[${place}]::VARCHAR, 1)`;
  const id = (place: number): string =>
    `CASE WHEN suffix(found[${place}]::VARCHAR, '.0') THEN left(${text(place)}, -2) ELSE ${text(place)} END`;
  const holdsOthers = (place: number): string => `${first(place)} IN ('{', '[')`;
  const nested = (role: string, place: number): string =>
    `WHEN ${holdsOthers(place)} THEN ${faultSql(`${role}: expected a text or a number, no object and no list`, `found[${place}]::VARCHAR`)}`;
  return `
    SELECT line, ${id(1)} AS user_text, ${id(2)} AS item_text, ${text(3)} AS rating_text, ${text(4)} AS time_text, ${text(5)} AS event_text,
      CASE WHEN NOT proper THEN ${faultSql("expected a JSON object in UTF-8", "text")} ${nested("user", 1)} ${nested("item", 2)} END AS fault
    FROM (
      SELECT *, CASE WHEN proper THEN json_extract(text, [${pointers.join(", ")}]) END AS found
      FROM (SELECT *, CASE WHEN json_valid(text) AND NOT contains(text, chr(65533)) THEN json_type(text) = 'OBJECT' ELSE false END AS proper FROM lines)
    )`;
}

/** A text, or a word that Python and other writers use where JSON has no number; texts are skipped. */
const NO_NUMBERS = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;

/**
 * The object that a line holds, or undefined where it holds something else; `revive` as JSON.parse has it. NaN and
 * Infinity, which JSON does not have, are texts.
 */
export function parseObject(
  text: string,
  revive?: Parameters<typeof JSON.parse>[1],
): Readonly<Record<string, unknown>> | undefined {
  try {
    const isLoose = /NaN|Infinity/.test(text);
    const strict = isLoose ? text.replaceAll(NO_NUMBERS, (found) => (found[0] === '"' ? found : `"${found}"`)) : text;
    const value: unknown = JSON.parse(strict, revive);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    return Object.fromEntries(Object.entries(value));
  } catch {
    return undefined;
  }
}

/** A value as a table cell; nested and missing values are blank. */
function scalarText(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

/** A JSON pointer (RFC 6901) to a key of the top level. */
function pointer(key: string): string {
  return `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}
