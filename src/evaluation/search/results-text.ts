import { DataError, OptionsError } from "../../errors.ts";
import { formatCsvLine, parseCsvLine } from "./csv.ts";
import { readDescription, type SearchDescription, writeDescription } from "./description.ts";
import { compareRuns, DONE, type RunRecord, runKey } from "./run.ts";

/**
 * The text of a results file: a line of names, then a line a run, each ending in a line break.
 *
 *   search,fold,part,trial,rung,<options>,<metrics>,fitSeconds,predictSeconds,status,about
 *
 * `search` is the id of the search. Options and metrics have a column each, the chosen metric first. A failed run has
 * empty metrics. `about` has the description of the search, as JSON, in the first line of runs and is empty in the others.
 */
const BEFORE = ["search", "fold", "part", "trial", "rung"] as const;
const AFTER = ["fitSeconds", "predictSeconds", "status", "about"] as const;

/** How every results file begins. */
const BEGINNING = `${BEFORE.join(",")},`;

export interface ResultsColumns {
  readonly options: readonly string[];
  readonly metrics: readonly string[];
}

/** A results file as far as it is complete. */
export interface ParsedResults {
  readonly id: string;
  readonly description: SearchDescription;
  /** Whether the search came to its end, and every run of it is there. */
  readonly complete: boolean;
  readonly columns: ResultsColumns;
  /** In the order of the file; a run that comes twice counts once, the first time. */
  readonly records: readonly RunRecord[];
}

/** Names of the columns, as a line. */
export function formatHeader({ options, metrics }: ResultsColumns): string {
  return `${formatCsvLine([...BEFORE, ...options, ...metrics, ...AFTER])}\n`;
}

/** One run, as a line; `about` is empty in every line but the first. */
export function formatRecord(id: string, record: RunRecord, { options, metrics }: ResultsColumns, about = ""): string {
  const { fold, part, trial, rung, set, status, fitSeconds, predictSeconds } = record;
  const cells = [
    ...[id, String(fold), part, String(trial), String(rung)],
    ...options.map((key) => set[key] ?? ""),
    ...metrics.map((name) => (record.metrics[name] === undefined ? "" : String(record.metrics[name]))),
    ...[fitSeconds.toFixed(3), predictSeconds.toFixed(3), status, about],
  ];
  return `${formatCsvLine(cells)}\n`;
}

/** A finished file: runs in the order of compareRuns. */
export function formatResults(
  id: string,
  description: SearchDescription,
  columns: ResultsColumns,
  records: readonly RunRecord[],
): string {
  const about = writeDescription(description, records.length);
  const lines = [...records]
    .sort(compareRuns)
    .map((record, place) => formatRecord(id, record, columns, place === 0 ? about : ""));
  return formatHeader(columns) + lines.join("");
}

/** The part of a text that is whole lines; a line that was cut off while it was written is left out. */
export function completeLines(text: string): string {
  return text.slice(0, text.lastIndexOf("\n") + 1);
}

/**
 * Reads a results file; a half line at its end is left out. Returns undefined where there is no run in it yet.
 *
 * Throws OptionsError `no-results-file` for a text of another kind, DataError `damaged-results` for a line that is none.
 */
export function parseResults(text: string, name: string): ParsedResults | undefined {
  const [header, ...lines] = completeLines(text).split("\n").slice(0, -1);
  if (header === undefined) {
    // Nothing, or a header that was cut off.
    if (text.startsWith(BEGINNING) || BEGINNING.startsWith(text)) return undefined;
    throw noResults(name);
  }
  const names = parseCsvLine(header);
  const isWhole = AFTER.every((column, place) => names?.at(place - AFTER.length) === column);
  if (names === undefined || !header.startsWith(BEGINNING) || !isWhole) throw noResults(name);
  const [first] = lines;
  if (first === undefined) return undefined;
  const cells = parseCsvLine(first);
  const id = cells?.[0];
  const about = readDescription(cells?.at(-1) ?? "");
  if (id === undefined || about === undefined) throw damaged(name, 2);
  const columns = splitColumns(names, about.description.metric);
  const records = new Map<string, RunRecord>();
  for (const [place, line] of lines.entries()) {
    const record = readRecord(line, id, columns);
    if (record === undefined) throw damaged(name, place + 2);
    const key = runKey(record);
    if (!records.has(key)) records.set(key, record);
  }
  const { description, runs } = about;
  const complete = runs > 0 && records.size === runs;
  return { id, description, complete, columns, records: [...records.values()] };
}

/** Options end where the chosen metric stands. */
function splitColumns(names: readonly string[], metric: string): ResultsColumns {
  const middle = names.slice(BEFORE.length, names.length - AFTER.length);
  const at = middle.lastIndexOf(metric);
  return { options: middle.slice(0, at), metrics: middle.slice(at) };
}

function readRecord(line: string, id: string, { options, metrics }: ResultsColumns): RunRecord | undefined {
  const cells = parseCsvLine(line);
  if (cells?.length !== BEFORE.length + options.length + metrics.length + AFTER.length) return undefined;
  const [ownId, fold = "", part, trial = "", rung = "", ...rest] = cells;
  const counts = [fold, trial, rung].map(Number);
  const [fitSeconds, predictSeconds] = rest.slice(-AFTER.length).map(Number);
  const status = rest.at(-2) ?? "";
  if (ownId !== id || (part !== "validation" && part !== "test") || status === "") return undefined;
  if (!counts.every((count) => Number.isInteger(count) && count >= 1)) return undefined;
  if (fitSeconds === undefined || predictSeconds === undefined || Number.isNaN(fitSeconds + predictSeconds)) {
    return undefined;
  }
  const values = rest.slice(options.length, options.length + metrics.length);
  const named = metrics.flatMap((metric, place) => {
    return values[place] === "" ? [] : [[metric, Number(values[place])] as const];
  });
  if (status === DONE && !named.every(([, value]) => Number.isFinite(value))) return undefined;
  return {
    fold: Number(fold),
    part,
    trial: Number(trial),
    rung: Number(rung),
    set: Object.fromEntries(options.map((key, place) => [key, rest[place] ?? ""])),
    status,
    metrics: Object.fromEntries(named),
    fitSeconds,
    predictSeconds,
  };
}

function noResults(name: string): OptionsError {
  return new OptionsError(
    "no-results-file",
    `${name}: expected the results of a search (a table that begins with ${BEGINNING}…), got something else, ` +
      "which was left as it is; choose another file",
  );
}

function damaged(name: string, line: number): DataError {
  return new DataError(
    "damaged-results",
    `${name}:${line}: expected a run of the same search with all its columns, got something else; ` +
      "take the line out to have it run again, or choose another file",
  );
}
